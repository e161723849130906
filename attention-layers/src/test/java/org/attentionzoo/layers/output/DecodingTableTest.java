package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.kernel.Checksums;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A search decodes with the parameters of then, whoever has changed them. */
class DecodingTableTest {
  private static final MultiDataSet DATA = OutputNets.data(DataType.FLOAT, 3, 4);

  /** Every way in which parameters change. */
  private static final Map<String, Consumer<ComputationGraph>> WAYS = ways();

  private static Map<String, Consumer<ComputationGraph>> ways() {
    Map<String, Consumer<ComputationGraph>> ways = new LinkedHashMap<>();
    ways.put("fit with DL4J's updater", net -> net.fit(DATA));
    ways.put(
        "fit with the direct updater",
        net -> {
          DirectUpdater.install(net);
          net.fit(DATA);
        });
    ways.put("averages of ParallelWrapper", DecodingTableTest::fitInParallel);
    ways.put("setParams", net -> net.setParams(net.params().mul(2)));
    ways.put("setParam", net -> net.setParam("out_W", net.getParam("out_W").mul(2)));
    ways.put("the layer's setParam", net -> layer(net).setParam("W", net.getParam("out_W").mul(2)));
    ways.put("the layer's setParams", net -> layer(net).setParams(layer(net).params().mul(2)));
    ways.put("params().assign", net -> net.params().assign(0.3));
    ways.put("params().muli", net -> net.params().muli(2));
    ways.put("the first number", net -> net.getParam("out_W").putScalar(0, 0, 7));
    ways.put("the last number", net -> net.getParam("out_W").putScalar(3, 4, 7));
    ways.put("its memory", net -> layer(net).params().data().put(5, 7f));
    return ways;
  }

  private static void fitInParallel(ComputationGraph net) {
    ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(net).workers(2).prefetchBuffer(0).build();
    wrapper.fit(new IteratorMultiDataSetIterator(List.of(DATA, DATA).iterator(), 3));
    wrapper.shutdown();
  }

  private static TokenOutputRuntime layer(ComputationGraph net) {
    return (TokenOutputRuntime) net.getLayer("out");
  }

  static Stream<String> names() {
    return WAYS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aSearchSeesParametersThatChangedBeforeIt(String way) {
    assumeThat(DecodingTable.pays(8)).isTrue(); // no copy is made without oneDNN
    ComputationGraph net =
        OutputNets.net(OutputNets.global(DataType.FLOAT, new Adam(0.1)), b -> b.biasInit(0.1));
    TokenScorer scorer = TokenScorer.of(net, "out");
    INDArray hidden = Nd4j.randn(DataType.FLOAT, 8, OutputNets.D);
    try (RowScorer rows = scorer.rows();
        RowScorer others = scorer.rows()) {
      INDArray before = search(rows, hidden);
      assertThat(search(others, hidden)).isEqualTo(before);
      WAYS.get(way).accept(net);
      INDArray expected = scorer.logProbabilities(hidden);
      assertThat(expected).isNotEqualTo(before);
      Fixture.assertClose(way, search(rows, hidden), expected, 1e-5);
      Fixture.assertClose(way, search(others, hidden), expected, 1e-5);
    }
  }

  private static INDArray search(RowScorer scorer, INDArray hidden) {
    float[][] read = new float[(int) hidden.size(0)][];
    scorer.begin();
    scorer.score(hidden, (row, scores) -> read[row] = scores.logProbabilities());
    return Nd4j.createFromArray(read);
  }

  /** Of more than one block, whose last is not full. */
  @Test
  void theChecksumsOfATableSeeEachNumberAndAreThoseOfAnyNumberOfThreads() {
    INDArray table = Nd4j.randn(DataType.FLOAT, 701, 300);
    int threads = ParallelRows.threads();
    try {
      ParallelRows.setThreads(1);
      long[] expected = Checksums.of(Matrix.of(table));
      assertThat(expected).hasSize(4);
      ParallelRows.setThreads(3);
      assertThat(Checksums.of(Matrix.of(table))).isEqualTo(expected);
      for (long i : new long[] {0, 65535, 65536, 131072, 701 * 300 - 1}) {
        float value = table.data().getFloat(i);
        table.data().put(i, Math.nextUp(value));
        assertThat(Checksums.of(Matrix.of(table))).as("number " + i).isNotEqualTo(expected);
        table.data().put(i, value);
        assertThat(Checksums.of(Matrix.of(table))).isEqualTo(expected);
      }
    } finally {
      ParallelRows.setThreads(threads);
    }
  }
}
