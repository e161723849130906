package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.attentionzoo.zoo.io.ModelZip;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckpointTest {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(TinyModels.class)
  void trainingGoesOnBitForBitFromAnyIteration(TinyModels kind) throws IOException {
    ModelZip model = kind.create(7);
    AccumulatingUpdater.install(model.network(), 2, 0.5);
    ComputationGraph resumed = null;
    for (int stop = 1; stop <= 3; stop++) { // 1 and 3 are in the middle of an update
      TinyModels.fit(model.network());
      Path file = folder.resolve("checkpoint.zip");
      Checkpoint.of(model, "{}").save(file);
      Checkpoint checkpoint = Checkpoint.load(file);
      checkpoint.install(2, 0.5);
      resumed = checkpoint.model().network();
      assertThat(checkpoint.pending() != null).as("in the middle").isEqualTo(stop % 2 == 1);
      assertThat(resumed.getIterationCount()).isEqualTo(stop);
      ComputationGraph straight = kind.create(7).network();
      AccumulatingUpdater.install(straight, 2, 0.5);
      TinyModels.fit(straight, stop + 5);
      TinyModels.fit(resumed, 5);
      assertThat(resumed.params()).isEqualTo(straight.params());
      assertThat(resumed.getUpdater().getStateViewArray())
          .isEqualTo(straight.getUpdater().getStateViewArray());
    }
    assertThat(resumed.params()).isNotEqualTo(kind.create(7).network().params());
  }

  @Test
  void stateComesBackAndTheFileIsAModelZip() throws IOException {
    ModelZip model = TinyModels.SEQ2SEQ.create(1);
    Path file = folder.resolve("checkpoint.zip");
    Checkpoint.of(model, "{\"übrig\": 3}").save(file);

    assertThat(Checkpoint.load(file).state()).isEqualTo("{\"übrig\": 3}");
    assertThat(ModelZip.load(file).network().params()).isEqualTo(model.network().params());
  }

  @Test
  void aModelZipIsNoCheckpoint() throws IOException {
    Path file = folder.resolve("model.zip");
    TinyModels.SEQ2SEQ.create(1).save(file);
    assertThatThrownBy(() -> Checkpoint.load(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + ": has no entry training-state.json, it is no checkpoint");
  }

  @Test
  void halfAnUpdateNeedsTheSameUpdater() throws IOException {
    ModelZip model = TinyModels.SEQ2SEQ.create(1);
    AccumulatingUpdater.install(model.network(), 2, 0);
    TinyModels.fit(model.network());
    Checkpoint checkpoint = Checkpoint.of(model, "");
    assertThatThrownBy(() -> checkpoint.install(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in updates of 1 batches");
  }
}
