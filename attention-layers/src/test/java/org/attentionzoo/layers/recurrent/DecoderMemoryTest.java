package org.attentionzoo.layers.recurrent;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.Arrays;
import java.util.Map;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.AttentionScope;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.runtime.decoding.IncrementalPlan;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The hypotheses of a sentence share its memory, whichever of them and of the sentences leave. */
class DecoderMemoryTest {

  private static final int T = 4;

  /** As a user would write one: {@code score(s, h) = -Σ (s - h)²}, by SameDiff alone. */
  record Distance() implements Score {
    @Override
    public SDVariable keys(AttentionScope scope, SDVariable memory) {
      return memory;
    }

    @Override
    public SDVariable score(AttentionScope scope, SDVariable query, SDVariable keys) {
      var sd = scope.graph().sd();
      SDVariable difference = sd.expandDims(query, 2).sub(sd.expandDims(keys, 1)); // [N, T, S, k]
      return sd.sum(difference.mul(difference), 3).neg();
    }
  }

  private static ComputationGraph luong(DataType type, Score score) {
    return Decoders.net(
        type,
        new RecurrentEncoder.Builder().units(2),
        Decoders.decoder(
            Cell.GRU, new LuongOrder(Alignment.of(score), true, 2), InitialState.ZERO, 0));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void ofEveryKind(DataType type) {
    Decoders.kinds(type, 0).forEach(DecoderMemoryTest::check);
    check("dot", luong(type, new Dot()));
    check("a score of the user's", luong(type, new Distance()));
  }

  private static void check(String kind, ComputationGraph net) {
    DataType type = net.params().dataType();
    MultiDataSet data = Decoders.data(type, 3, 4, T, true);
    data.getFeaturesMaskArray(1).assign(1);
    INDArray whole = Decoders.decode(net, data); // [N, size, T]
    PlannedVertexRuntime vertex = (PlannedVertexRuntime) net.getVertex("decoder");
    IncrementalPlan plan = new IncrementalPlan(kind, (RecurrentDecoder) vertex.conf(), type);
    INDArray memory = RecurrentDecoderTest.encoded(net, data).dup('c');
    try (Stepper stepper = new Stepper(plan, vertex.paramTable(false))) {
      for (int round = 0; round < 2; round++) { // the second one finds what the first one left
        INDArray given = memory.dup('c');
        stepper.begin(3, Map.of("memory", given), Map.of("memory", data.getFeaturesMaskArray(0)));
        given.assign(Double.NaN); // nobody promises to keep it
        int[] rows = {0, 1, 2}; // sentences
        int[][] selections = {{0, 0, 1, 1, 1, 2}, {1, 4, 3, 5}, {3, 1}, {0}};
        for (int t = 0; t < T; t++) {
          INDArray y = data.getFeatures(1).get(all(), all(), interval(t, t + 1));
          INDArray out = stepper.step(rows(y, rows).permute(0, 2, 1).dup('c'));
          INDArray expected = rows(whole.get(all(), all(), interval(t, t + 1)), rows);
          Fixture.assertClose(
              kind + " at " + t,
              out.permute(0, 2, 1),
              expected,
              type == DataType.FLOAT ? 1e-5 : 1e-10);
          stepper.select(selections[t]);
          int[] before = rows;
          rows = Arrays.stream(selections[t]).map(row -> before[row]).toArray();
        }
      }
    }
  }

  private static INDArray rows(INDArray x, int[] rows) {
    INDArray dense = x.dup('c');
    return Nd4j.concat(
        0,
        Arrays.stream(rows)
            .mapToObj(row -> dense.get(interval(row, row + 1), all(), all()))
            .toArray(INDArray[]::new));
  }
}
