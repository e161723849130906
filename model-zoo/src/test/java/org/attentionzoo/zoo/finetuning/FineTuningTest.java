package org.attentionzoo.zoo.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.zoo.io.ModelZip;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Options of a training, given to a trained model. */
class FineTuningTest {

  private static final int V = TunedModels.VOCABULARY.size();

  private final ModelZip trained = TunedModels.TRANSFORMER.trained(DataType.FLOAT);

  private static INDArray step(ComputationGraph network) {
    INDArray before = network.params().dup();
    network.fit(TunedModels.batch(3, V));
    return before.subi(network.params());
  }

  @ParameterizedTest
  @EnumSource
  void withoutChangesItIsTheSameModelBeforeItsFirstUpdate(TunedModels kind) {
    ModelZip model = kind.trained(DataType.FLOAT);
    FineTuning tuned = FineTuning.from(model).build();
    ComputationGraph network = tuned.model().network();
    assertThat(network.params()).isEqualTo(model.network().params());
    assertThat(network.getIterationCount()).isZero();
    assertThat(network.getEpochCount()).isZero();
    assertThat(network.getConfiguration().getVertices())
        .isEqualTo(model.network().getConfiguration().getVertices());
    assertThat(tuned.model().tokenizers()).isEqualTo(model.tokenizers());
    assertThat(tuned.report().options()).isEmpty();
    assertThat(tuned.report().parts())
        .allMatch(part -> part.kept() == part.parameters())
        .allMatch(part -> part.state() == FineTuningReport.State.TRAINED);
    assertThat(tuned.report().trainedParameters()).isEqualTo(network.numParams());
  }

  @Test
  void dropoutOfEachKindIsSetAndNoOther() {
    for (TunedModels model : List.of(TunedModels.TRANSFORMER_ALL, TunedModels.BAHDANAU)) {
      ModelZip before = model.create(DataType.FLOAT, 0.2);
      for (DropoutKind kind : NewNetwork.dropoutKinds(before.network().getConfiguration())) {
        FineTuning tuned = FineTuning.from(before).dropout(kind, 0.375).build();
        String json = tuned.model().network().getConfiguration().toJson();
        assertThat(json.split("0\\.375", -1).length - 1)
            .as(kind + " as often as the report says")
            .isEqualTo(tuned.report().options().size())
            .isPositive();
        assertThat(tuned.report().options())
            .allMatch(line -> line.endsWith(kind + ": " + rate(kind) + " -> 0.375"));
      }
    }
  }

  private static double rate(DropoutKind kind) {
    return kind == DropoutKind.ENCODER_OUTPUTS ? 0 : 0.2;
  }

  /** What none drops has one score in training and else; then any kind alone makes two. */
  @ParameterizedTest
  @EnumSource
  void dropoutIsWhatTheNetworkDrops(TunedModels kind) {
    ModelZip before = kind.create(DataType.FLOAT, 0.2);
    FineTuning none = FineTuning.from(before).dropout(0).build();
    MultiDataSet data = TunedModels.batch(4, V);
    ComputationGraph network = none.model().network();
    assertThat(network.score(data, true)).isEqualTo(network.score(data, false));
    for (DropoutKind each : NewNetwork.dropoutKinds(before.network().getConfiguration())) {
      boolean statesOnly = // which the dropout of outputs leaves
          kind == TunedModels.SEQ2SEQ && each == DropoutKind.ENCODER_OUTPUTS;
      if (each != DropoutKind.BETWEEN_LAYERS && !statesOnly) { // these models have one layer
        ComputationGraph one =
            FineTuning.from(none.model()).dropout(each, 0.5).build().model().network();
        assertThat(one.score(data, true)).as("" + each).isNotEqualTo(one.score(data, false));
      }
    }
  }

  @Test
  void aKindThatTheModelHasNotIsAnError() {
    assertThatThrownBy(() -> FineTuning.from(trained).dropout(DropoutKind.DECODER_OUTPUTS, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the model has no dropout of DECODER_OUTPUTS, only [EMBEDDINGS, SUBLAYERS, ATTENTION_WEIGHTS,"
                + " FEED_FORWARD]");
    assertThatThrownBy(() -> FineTuning.from(trained).dropout(1)).hasMessageContaining("rate");
  }

  @ParameterizedTest
  @EnumSource
  void labelSmoothingIsThatOfTheLoss(TunedModels kind) {
    ModelZip before = kind.create(DataType.DOUBLE, 0);
    MultiDataSet data = TunedModels.batch(3, V);
    double smoothed = before.network().score(data, false);
    FineTuning tuned = FineTuning.from(before).labelSmoothing(0).build();
    double plain = tuned.model().network().score(data, false);
    assertThat(plain).isNotEqualTo(smoothed);
    assertThat(tuned.report().options()).containsExactly("output, label smoothing: 0.1 -> 0.0");
    ComputationGraph again =
        FineTuning.from(tuned.model()).labelSmoothing(0.1).build().model().network();
    assertThat(again.score(data, false)).isEqualTo(smoothed);
  }

  @Test
  void learningRateAndScheduleGoToTheUpdatersThatThereAre() {
    INDArray gradient = step(tuned(FineTuning.from(trained).dropout(0).updater(new Sgd(1))));
    ModelZip plain = FineTuning.from(trained).dropout(0).updater(new Sgd(1)).build().model();
    INDArray half = step(tuned(FineTuning.from(plain).learningRate(0.5)));
    INDArray scheduled = step(tuned(FineTuning.from(plain).schedule(new NoamSchedule(4, 1, 1))));
    double rate = new NoamSchedule(4, 1, 1).valueAt(0, 0);
    assertThat(half.sub(gradient.mul(0.5)).amaxNumber().doubleValue()).isCloseTo(0, within(1e-6));
    assertThat(scheduled.sub(gradient.mul(rate)).amaxNumber().doubleValue())
        .isCloseTo(0, within(1e-6));
    FineTuning adam = FineTuning.from(trained).learningRate(0.25).build();
    assertThat(adam.model().network().getUpdater().getUpdaterBlocks())
        .allMatch(block -> block.getGradientUpdater().getConfig().equals(new Adam(0.25)));
  }

  private static ComputationGraph tuned(FineTuningBuilder builder) {
    return builder.build().model().network();
  }

  @Test
  void regularizationIsOfWeightsAndEachKindTakesThePlaceOfItsOwn() {
    ComputationGraph plain = tuned(FineTuning.from(trained).dropout(0).updater(new Sgd(1)));
    assertThat(plain.calcRegularizationScore(true)).isZero();
    double squares = 0;
    double sizes = 0;
    for (Map.Entry<String, INDArray> each : plain.paramTable().entrySet()) {
      INDArray p = each.getValue();
      boolean weight = p.rank() == 2 && p.size(0) > 1;
      squares += weight ? p.mul(p).sumNumber().doubleValue() : 0;
      sizes += weight ? p.norm1Number().doubleValue() : 0;
    }
    ModelZip l2 = FineTuning.from(trained).l2(0.4).build().model();
    assertThat(l2.network().calcRegularizationScore(true)).isCloseTo(0.2 * squares, within(1e-3));
    ModelZip both = FineTuning.from(l2).l1(0.1).build().model();
    assertThat(both.network().calcRegularizationScore(true))
        .isCloseTo(0.2 * squares + 0.1 * sizes, within(1e-3));
    ModelZip l1 = FineTuning.from(both).l2(0).build().model();
    assertThat(l1.network().calcRegularizationScore(true)).isCloseTo(0.1 * sizes, within(1e-3));
    ModelZip decay =
        FineTuning.from(l2).weightDecay(0.3).dropout(0).updater(new Sgd(1)).build().model();
    INDArray table = decay.network().getParam("sourceEmbedding_W").dup();
    step(decay.network());
    step(plain);
    INDArray further = plain.getParam("sourceEmbedding_W").sub(table.muli(0.3));
    INDArray difference = decay.network().getParam("sourceEmbedding_W").sub(further);
    assertThat(difference.amaxNumber().doubleValue()).as("no l2").isCloseTo(0, within(1e-5));
  }

  @Test
  void gradientsAreClippedOrNoLonger() {
    ComputationGraph clipped =
        tuned(FineTuning.from(trained).dropout(0).updater(new Sgd(1)).gradientClipping(1e-3));
    ComputationGraph free =
        tuned(
            FineTuning.from(trained)
                .dropout(0)
                .updater(new Sgd(1))
                .gradientClipping(1e-3)
                .gradientClipping(0));
    step(clipped);
    step(free);
    for (String part : TunedModels.parts(free)) {
      double moved =
          clipped
              .getVertex(part)
              .params()
              .sub(trained.network().getVertex(part).params())
              .norm2Number()
              .doubleValue();
      assertThat(moved).as(part).isLessThan(1.01e-3);
    }
    assertThat(free.params().sub(trained.network().params()).norm2Number().doubleValue())
        .isGreaterThan(0.1);
    assertThat(free.getVertex("decoder0").getConfig().getGradientNormalization())
        .isEqualTo(GradientNormalization.None);
  }

  @Test
  void theSeedDecidesDropout() {
    INDArray one = step(tuned(FineTuning.from(trained).seed(7)));
    assertThat(step(tuned(FineTuning.from(trained).seed(7)))).isEqualTo(one);
    assertThat(step(tuned(FineTuning.from(trained).seed(8)))).isNotEqualTo(one);
  }

  @Test
  void theReportSaysWhatChangedAndWhatStays() {
    FineTuning tuned =
        FineTuning.from(TunedModels.TRANSFORMER_ALL.trained(DataType.FLOAT))
            .both(VocabularyChange.grow(List.of("abba", "cc")))
            .freeze("encoder")
            .labelSmoothing(0)
            .build();
    assertThat(tuned.report().toString().lines())
        .containsSubsequence(
            "source vocabulary: 10 tokens of 10 kept, 1 new from pieces, 1 new and random; now 12",
            "target vocabulary: 10 tokens of 10 kept, 1 new from pieces, 1 new and random; now 12",
            "output, label smoothing: 0.1 -> 0.0",
            "table: 96 parameters, 80 kept, trained",
            "encoder0: 532 parameters, all kept, frozen, the gradient passes",
            "output: 12 parameters, 10 kept, trained");
  }
}
