package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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
    assertThat(names(checkpoints))
        .containsExactly("checkpoint-000000002.zip", "checkpoint-000000003.zip");
    assertThat(Checkpoint.load(checkpoints.newest().orElseThrow()).state()).isEqualTo("2");
  }

  @Test
  void anInterimOneIsTheNewestUntilTheNext() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder, 2);
    ModelZip model = TinyModels.SEQ2SEQ.create(1);
    for (int i = 1; i <= 2; i++) {
      TinyModels.fit(model.network());
      checkpoints.save(Checkpoint.of(model, ""));
    }
    checkpoints.saveInterim(Checkpoint.of(model, "stopped where there is one"));
    assertThat(names(checkpoints))
        .containsExactly("checkpoint-000000001.zip", "checkpoint-000000002.zip");
    assertThat(Checkpoint.load(checkpoints.newest().orElseThrow()).state())
        .isEqualTo("stopped where there is one");
    for (int i = 3; i <= 4; i++) {
      TinyModels.fit(model.network());
      checkpoints.saveInterim(Checkpoint.of(model, "stopped"));
    }
    assertThat(names(checkpoints))
        .containsExactly(
            "checkpoint-000000001.zip",
            "checkpoint-000000002.zip",
            "checkpoint-000000004-interim.zip");
    assertThat(Checkpoint.load(checkpoints.newest().orElseThrow()).state()).isEqualTo("stopped");
    TinyModels.fit(model.network());
    checkpoints.save(Checkpoint.of(model, ""));
    assertThat(names(checkpoints))
        .containsExactly("checkpoint-000000002.zip", "checkpoint-000000005.zip");
  }

  @Test
  void namesDoNotDependOnTheLocale() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder, 2);
    ModelZip model = TinyModels.SEQ2SEQ.create(1);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      TinyModels.fit(model.network());
      checkpoints.save(Checkpoint.of(model, ""));
    } finally {
      Locale.setDefault(before);
    }
    assertThat(names(checkpoints)).containsExactly("checkpoint-000000001.zip");
  }

  @Test
  void namesInOtherDigitsCountTogetherWithTheRest() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder, 2);
    for (String name : List.of("٠٠٠٠٠٠٠٠٣", "000000002", "०००००००१०-interim")) {
      Files.writeString(folder.resolve("checkpoint-" + name + ".zip"), "");
    }
    assertThat(names(checkpoints))
        .containsExactly(
            "checkpoint-000000002.zip",
            "checkpoint-٠٠٠٠٠٠٠٠٣.zip",
            "checkpoint-०००००००१०-interim.zip");
    ModelZip model = TinyModels.SEQ2SEQ.create(1);
    for (int i = 0; i < 4; i++) {
      TinyModels.fit(model.network());
    }
    checkpoints.save(Checkpoint.of(model, ""));
    assertThat(names(checkpoints))
        .containsExactly("checkpoint-٠٠٠٠٠٠٠٠٣.zip", "checkpoint-000000004.zip");
  }

  @Test
  void oneThatIsSetAsideStaysButIsNotInTheSeries() throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(folder, 2);
    Path damaged = Files.writeString(folder.resolve("checkpoint-000000002.zip"), "half");
    Path aside = checkpoints.setAside(damaged);
    assertThat(checkpoints.files()).isEmpty();
    assertThat(aside).hasContent("half").hasFileName("checkpoint-000000002.zip.unreadable");
  }

  private static List<String> names(CheckpointFolder checkpoints) throws IOException {
    return checkpoints.files().stream().map(file -> file.getFileName().toString()).toList();
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
