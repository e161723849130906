package org.attentionzoo.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingAggregationTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What travels between driver and workers arrives as it was. */
class SentArrayTest {

  private static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("unchecked")
  private static <T> T sent(Object object) throws Exception {
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(serialized(object)))) {
      return (T) in.readObject();
    }
  }

  static Stream<INDArray> arrays() {
    INDArray large = Nd4j.rand(DataType.FLOAT, 3, 50_001); // some blocks and a rest
    return Stream.of(
        large,
        large.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all()),
        large.get(NDArrayIndex.all(), NDArrayIndex.interval(5, 20_000)),
        large.transpose(),
        Nd4j.rand(DataType.DOUBLE, 1, 9_000),
        Nd4j.scalar(2f),
        Nd4j.createFromArray(1, -2, 3));
  }

  @ParameterizedTest(autoCloseArguments = false) // some are views of one
  @MethodSource("arrays")
  void anArrayKeepsTypeShapeAndNumbers(INDArray array) throws Exception {
    INDArray copy = SentArray.get(sent(SentArray.of(array)));
    assertThat(copy.dataType()).isEqualTo(array.dataType());
    assertThat(copy.shape()).isEqualTo(array.shape());
    assertThat(copy.dup('c').data().asDouble()).isEqualTo(array.dup('c').data().asDouble());
  }

  @Test
  void noArrayIsNone() throws Exception {
    assertThat(SentArray.get(sent(SentArray.of(null)))).isNull();
  }

  @Test
  void aNetworkBeginsElsewhereWithItsState() throws Exception {
    ComputationGraph network = CopyTask.net(0.01);
    network.fit(CopyTask.batches(1).get(0));
    NetBroadcastTuple there = sent(new SentNetwork(network));
    assertThat(there.getParameters()).isEqualTo(network.params());
    assertThat(there.getUpdaterState()).isEqualTo(network.getUpdater().getStateViewArray());
    assertThat(there.getGraphConfiguration()).isEqualTo(network.getConfiguration());
    assertThat(there.getGraphConfiguration().getIterationCount()).isEqualTo(1);
    long numbers = network.params().length() + there.getUpdaterState().length();
    assertThat(serialized(new SentNetwork(network)).length).isLessThan((int) (5 * numbers));
  }

  @Test
  void sumsAreThoseOfDl4jWhereverTheyWereMade() throws Exception {
    INDArray one = Nd4j.createFromArray(new float[][] {{1, 2, 3}});
    INDArray state = Nd4j.createFromArray(new float[][] {{4, 5}});
    SentSum.Add add = new SentSum.Add();
    ParameterAveragingAggregationTuple here =
        sent(add.call(null, result(one.dup(), state.dup(), 0.5)));
    ParameterAveragingAggregationTuple both =
        sent(add.call(here, result(one.mul(10), state.mul(10), 1.5)));
    ParameterAveragingAggregationTuple all =
        sent(
            new SentSum.Combine()
                .call(both, sent(add.call(null, result(one.dup(), state.dup(), 2)))));
    assertThat(all.getAggregationsCount()).isEqualTo(3);
    assertThat(all.getScoreSum()).isEqualTo(4);
    assertThat(all.getParametersSum()).isEqualTo(one.mul(12));
    assertThat(all.getUpdaterStateSum()).isEqualTo(state.mul(12));
  }

  private static ParameterAveragingTrainingResult result(
      INDArray parameters, INDArray state, double score) {
    return new ParameterAveragingTrainingResult(parameters, state, score, null, null, null);
  }
}
