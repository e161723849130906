package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.attentionzoo.zoo.io.ModelZip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {

  @TempDir Path folder;

  @Test
  void theLastOnesStay() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder.resolve("checkpoints"), 2);
    assertThat(checkpoints.newest()).isEmpty();
    ModelZip model = TinyModels.SEQ2SEQ.create(1);
    for (int i = 0; i < 3; i++) {
      TinyModels.fit(model.network());
      checkpoints.save(Checkpoint.of(model, Integer.toString(i)));
    }
    assertThat(checkpoints.files())
        .extracting(file -> file.getFileName().toString())
        .containsExactly("checkpoint-000000002.zip", "checkpoint-000000003.zip");
    assertThat(Checkpoint.load(checkpoints.newest().orElseThrow()).state()).isEqualTo("2");
  }

  @Test
  void otherFilesAreNoCheckpoints() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "");
    Files.writeString(folder.resolve("checkpoint-1.zip"), "");
    assertThat(new CheckpointFolder(folder, 1).files()).isEmpty();
  }

  @Test
  void atLeastOneIsKept() {
    assertThatThrownBy(() -> new CheckpointFolder(folder, 0))
        .hasMessage("keep must be at least 1, but is 0");
  }
}
