package org.attentionzoo.layers.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.runtime.decoding.IncrementalPlan;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class RecurrentDecoderTest {
  private static final DataType DOUBLE = DataType.DOUBLE;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bahdanau maxout",
        "bahdanau concat, two layers",
        "luong input feeding",
        "luong local-m",
        "plain"
      })
  void gradientsAreRightMaskedAndUnmaskedAfterOtherLengths(String kind) {
    ComputationGraph net = Decoders.kinds(DOUBLE, 0).get(kind);
    MultiDataSet earlier = Decoders.data(DOUBLE, 2, 4, 5, true);
    GradientChecks.of(net, Decoders.data(DOUBLE, 2, 3, 2, false)).afterFitting(earlier).check();
    GradientChecks.of(net, Decoders.data(DOUBLE, 3, 4, 3, true)).afterFitting(earlier).check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bahdanau concat, two layers", "luong input feeding"})
  void gradientsAreRightWithDropout(String kind) {
    ComputationGraph net = Decoders.kinds(DOUBLE, 0.4).get(kind);
    GradientChecks.of(net, Decoders.data(DOUBLE, 2, 3, 3, true)).check();
  }

  @Test
  void dropoutActsInTrainingOnly() {
    Decoders.kinds(DOUBLE, 0.4)
        .forEach(
            (kind, net) -> {
              MultiDataSet data = Decoders.data(DOUBLE, 2, 3, 3, false);
              INDArray without = Decoders.decode(Decoders.kinds(DOUBLE, 0).get(kind), data);
              assertThat(Decoders.decode(net, data)).as(kind).isEqualTo(without);
              assertThat(Decoders.run(net, data, true)).as(kind).isNotEqualTo(without);
            });
  }

  @Test
  void oneStepAtATimeEqualsTheWholeTarget() {
    Decoders.kinds(DOUBLE, 0)
        .forEach(
            (kind, net) -> {
              MultiDataSet data = Decoders.data(DOUBLE, 3, 4, 5, true);
              data.getFeaturesMaskArray(1).assign(1);
              INDArray whole = Decoders.decode(net, data); // [N, size, T]
              PlannedVertexRuntime vertex = (PlannedVertexRuntime) net.getVertex("decoder");
              Stepper stepper =
                  new Stepper(
                      new IncrementalPlan(kind, (RecurrentDecoder) vertex.conf(), DOUBLE),
                      vertex.paramTable(false));
              INDArray memory = encoded(net, data);
              stepper.begin(
                  3, Map.of("memory", memory), Map.of("memory", data.getFeaturesMaskArray(0)));
              INDArray y = data.getFeatures(1).permute(0, 2, 1).dup('c'); // [N, T, e]
              for (int t = 0; t < 5; t++) {
                INDArray out = stepper.step(y.get(all(), interval(t, t + 1), all()).dup('c'));
                Fixture.assertClose(
                    kind + " at " + t,
                    out.permute(0, 2, 1),
                    whole.get(all(), all(), interval(t, t + 1)),
                    1e-10);
              }
            });
  }

  static INDArray encoded(ComputationGraph net, MultiDataSet data) {
    net.setLayerMaskArrays(data.getFeaturesMaskArrays(), null);
    INDArray memory = net.feedForward(data.getFeatures().clone(), false).get("encoder");
    net.clearLayerMaskArrays();
    return memory;
  }

  @Test
  void paddingChangesNothingAndYieldsZeros() {
    Decoders.kinds(DOUBLE, 0)
        .forEach(
            (kind, net) -> {
              MultiDataSet data = Decoders.data(DOUBLE, 2, 4, 5, true); // the second: 3 and 4 long
              INDArray padded = Decoders.decode(net, data).slice(1); // [size, T]
              MultiDataSet alone =
                  new MultiDataSet(
                      new INDArray[] {
                        data.getFeatures(0).get(interval(1, 2), all(), interval(0, 3)).dup('c'),
                        data.getFeatures(1).get(interval(1, 2), all(), interval(0, 4)).dup('c')
                      },
                      new INDArray[] {Nd4j.zeros(DOUBLE, 1, 2, 4)});
              INDArray exact = Decoders.decode(net, alone).slice(0);
              Fixture.assertClose(kind, padded.get(all(), interval(0, 4)), exact, 1e-10);
              assertThat(padded.get(all(), interval(4, 5)).amaxNumber().doubleValue()).isZero();
            });
  }

  @Test
  void weightsSumToOneOverRealSourcePositions() {
    ComputationGraph net = Decoders.kinds(DOUBLE, 0).get("bahdanau maxout");
    MultiDataSet data = Decoders.data(DOUBLE, 2, 4, 3, true);
    Decoders.decode(net, data);
    INDArray weights = ((PlannedVertexRuntime) net.getVertex("decoder")).exposed("weights");
    assertThat(weights.shape()).containsExactly(2, 3, 4);
    INDArray sums = weights.sum(2); // [N, T]; zero where the target is padding
    assertThat(sums.sub(data.getFeaturesMaskArray(1)).amaxNumber().doubleValue()).isLessThan(1e-12);
    assertThat(weights.slice(1).getColumn(3).amaxNumber().doubleValue()).isZero();
  }

  @Test
  void oneSentenceOfOneTokenInFloatTrains() {
    Decoders.kinds(DataType.FLOAT, 0)
        .forEach(
            (kind, net) -> {
              net.fit(Decoders.data(DataType.FLOAT, 1, 1, 1, false));
              assertThat(net.score()).as(kind).isFinite();
              INDArray all = Decoders.decode(net, Decoders.data(DataType.FLOAT, 2, 5, 4, true));
              assertThat(all.dataType()).isEqualTo(DataType.FLOAT);
              assertThat(all.isNaN().any()).as(kind).isFalse();
            });
  }

  @Test
  void aSourceThatIsAllPaddingGivesNoNaN() {
    Decoders.kinds(DOUBLE, 0)
        .forEach(
            (kind, net) -> {
              MultiDataSet data = Decoders.data(DOUBLE, 2, 3, 3, true);
              data.getFeaturesMaskArray(0).getRow(1).assign(0);
              assertThat(Decoders.decode(net, data).isNaN().any()).as(kind).isFalse();
            });
  }

  @Test
  void theConfigurationSurvivesJson() {
    Decoders.kinds(DOUBLE, 0.1)
        .forEach(
            (kind, net) -> {
              String json = net.getConfiguration().toJson();
              ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
              assertThat(read).as(kind).isEqualTo(net.getConfiguration());
              assertThat(read.toJson()).isEqualTo(json);
              ComputationGraph again = new ComputationGraph(read);
              again.init();
              assertThat(again.params()).isEqualTo(net.params());
              assertThat(net.clone().params()).isEqualTo(net.params());
            });
  }

  @Test
  void badConfigurationsAreNamed() {
    Alignment dot = Alignment.of(new Dot());
    EncoderLayout plain = EncoderLayout.memoryOnly(4);
    Map<String, ThrowingCallable> wrong = new HashMap<>();
    wrong.put("units must be at least 1, but is 0", () -> builder().units(0).build());
    wrong.put("embeddingSize must be at least 1", () -> builder().embeddingSize(-1).build());
    wrong.put("layers must be at least 1", () -> builder().layers(0).build());
    wrong.put("outputDropout must be in [0, 1)", () -> builder().outputDropout(1).build());
    wrong.put("order must be given", () -> builder().order(null).build());
    wrong.put("encoder must be given", () -> builder().encoder(null).build());
    wrong.put("BRIDGE", () -> builder().initialState(InitialState.BRIDGE).encoder(plain).build());
    wrong.put("ENCODER", () -> builder().initialState(InitialState.ENCODER).build());
    wrong.put("3", () -> builder().units(3).order(BahdanauOrder.concat(dot)).build());
    wrong.put("alignment must be given", () -> new LuongOrder(null, true, 3));
    wrong.put("attentionalSize must be at least 1", () -> new LuongOrder(dot, true, 0));
    wrong.put("maxout size must be at least 1", () -> BahdanauOrder.maxout(dot, 0));
    wrong.forEach(
        (message, call) ->
            assertThatThrownBy(call)
                .as(message)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message));
  }

  private static RecurrentDecoder.Builder builder() {
    return Decoders.decoder(
            Cell.GRU, BahdanauOrder.concat(Alignment.of(new Additive(2))), InitialState.ZERO, 0)
        .encoder(EncoderLayout.memoryOnly(4));
  }

  @Test
  void badInputIsNamed() {
    ComputationGraph net = Decoders.kinds(DOUBLE, 0).get("plain");
    INDArray source = Nd4j.rand(DOUBLE, 2, 2, 3);
    for (INDArray target : List.of(Nd4j.rand(DOUBLE, 2, 3, 4), Nd4j.rand(DOUBLE, 3, 2, 4))) {
      assertThatThrownBy(() -> net.output(source, target))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("decoder");
    }
  }
}
