package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.ModelZipException;
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

  /** A zip of the same entries, but for what was gathered of an update. */
  private void replacePending(Path file, UnaryOperator<byte[]> change) throws IOException {
    Path other = folder.resolve("other.zip");
    try (ZipFile zip = new ZipFile(file.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(other))) {
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] content = zip.getInputStream(entry).readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().equals(Checkpoint.PENDING) ? change.apply(content) : content);
      }
    }
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path inTheMiddle() throws IOException {
    ModelZip model = TinyModels.SEQ2SEQ.create(1);
    AccumulatingUpdater.install(model.network(), 2, 0);
    TinyModels.fit(model.network());
    Path file = folder.resolve("checkpoint.zip");
    Checkpoint.of(model, "").save(file);
    return file;
  }

  @Test
  void aDamagedHalfOfAnUpdateIsRefused() throws IOException {
    Path file = inTheMiddle();
    byte[][] content = new byte[1][];
    replacePending(
        file,
        bytes -> {
          content[0] = bytes;
          return bytes;
        });
    Checkpoint whole = Checkpoint.load(file);
    assertThat(whole.pending().tokens()).isPositive();
    int header = new String(content[0], StandardCharsets.ISO_8859_1).lastIndexOf("FLOAT") + 5;
    for (int i = 8; i < header; i++) {
      int at = i;
      replacePending(
          file,
          bytes -> {
            byte[] changed = content[0].clone();
            changed[at] ^= 0x41;
            return changed;
          });
      assertThatThrownBy(() -> Checkpoint.load(file))
          .as("byte %d", i)
          .isInstanceOf(ModelZipException.class)
          .hasMessageStartingWith(file + ": pending-gradient.bin: ");
    }
    for (int length : new int[] {0, 7, 20, content[0].length - 1, content[0].length + 1}) {
      replacePending(file, bytes -> Arrays.copyOf(content[0], length));
      assertThatThrownBy(() -> Checkpoint.load(file))
          .isInstanceOf(ModelZipException.class)
          .hasMessageStartingWith(file + ": pending-gradient.bin: ");
    }
    for (double tokens : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      replacePending(
          file,
          bytes -> {
            byte[] changed = content[0].clone();
            ByteBuffer.wrap(changed).putDouble(tokens);
            return changed;
          });
      assertThatThrownBy(() -> Checkpoint.load(file))
          .isInstanceOf(ModelZipException.class)
          .hasMessageContaining("the number of tokens must be positive, but is " + tokens);
    }
  }
}
