package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.io.ModelZip;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class FineTuningStartTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TinyModels.class)
  void beginsWithTheParametersAndNothingElse(TinyModels kind) {
    ModelZip trained = kind.create(1);
    TinyModels.fit(trained.network(), 5);
    INDArray before = trained.network().params().dup();

    ModelZip start = FineTuning.from(trained).updater(new Adam(0.01)).seed(7).build().model();

    ComputationGraph network = start.network();
    assertThat(network.params()).isEqualTo(before);
    assertThat(network.getIterationCount()).isZero();
    assertThat(network.getEpochCount()).isZero();
    assertThat(network.getUpdater().getStateViewArray().sumNumber().doubleValue()).isZero();
    assertThat(network.getUpdater()).isInstanceOf(DirectUpdater.class);
    assertThat(start.source()).isEqualTo(trained.source());

    TinyModels.fit(network, 2);
    assertThat(network.params()).isNotEqualTo(before);
    assertThat(trained.network().params()).as("the trained one").isEqualTo(before);
    assertThat(trained.network().getIterationCount()).isEqualTo(5);
  }

  /** Where DL4J's fine-tuning leaves SameDiff layers and vertices with the old updater. */
  @ParameterizedTest
  @EnumSource(TinyModels.class)
  void theUpdaterIsThatOfAllParts(TinyModels kind) {
    ModelZip trained = kind.create(1);
    ComputationGraph network =
        FineTuning.from(trained).updater(new Sgd(0.5)).seed(7).build().model().network();
    assertThat(network.getUpdater().getUpdaterBlocks())
        .hasSize(1)
        .allMatch(block -> block.getGradientUpdater().getConfig().equals(new Sgd(0.5)));

    TinyModels.fit(network);

    INDArray step = trained.network().params().sub(network.params());
    double difference = network.getFlattenedGradients().sub(step).amaxNumber().doubleValue();
    assertThat(difference).isCloseTo(0, within(1e-6)); // the view holds what was subtracted
    assertThat(step.amaxNumber().doubleValue()).isGreaterThan(1e-3);
  }

  @Test
  void frozenPartsStayFrozen() {
    ModelZip trained = TinyModels.BAHDANAU.create(1);
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(trained.network()).setFeatureExtractor("decoder").build();
    ModelZip part =
        new ModelZip(frozen, trained.source(), trained.target(), trained.card(), Optional.empty());

    ComputationGraph network =
        FineTuning.from(part).updater(new Sgd(0.5)).seed(7).build().model().network();
    TinyModels.fit(network, 2);

    for (String name : List.of("sourceEmbedding", "targetEmbedding", "encoder", "decoder")) {
      assertThat(network.getVertex(name).paramTable(false))
          .as(name)
          .isEqualTo(trained.network().getVertex(name).paramTable(false));
    }
    assertThat(network.getLayer("output").params())
        .isNotEqualTo(trained.network().getLayer("output").params());
  }

  @Test
  void theSeedDecidesDropout() {
    ModelZip trained = TinyModels.TRANSFORMER.create(1);
    assertThat(after(trained, 7)).isEqualTo(after(trained, 7)).isNotEqualTo(after(trained, 8));
    assertThat(
            FineTuning.from(trained)
                .updater(new Sgd(0.1))
                .seed(7)
                .build()
                .model()
                .network()
                .getLayers())
        .isNotEmpty()
        .allMatch(layer -> layer.conf().getSeed() == 7);
  }

  @Test
  void modelsReadForInferenceCanBeginAgain() throws IOException {
    Path file = folder.resolve("model.zip");
    ModelZip trained = TinyModels.BAHDANAU.create(1);
    trained.save(file);
    assertThat(after(ModelZip.load(file, false), 7)).isEqualTo(after(trained, 7));
  }

  private static INDArray after(ModelZip trained, long seed) {
    ComputationGraph network =
        FineTuning.from(trained).updater(new Sgd(0.1)).seed(seed).build().model().network();
    TinyModels.fit(network, 3);
    return network.params();
  }
}
