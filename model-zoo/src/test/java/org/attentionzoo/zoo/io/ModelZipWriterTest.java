package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.attentionzoo.zoo.file.EveryFault;
import org.attentionzoo.zoo.file.FaultyDisk;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelZipWriterTest {

  @TempDir Path folder;

  @Test
  void whateverTheDiskFailsAtTheOldZipStaysGood() throws IOException {
    Path file = folder.resolve("model.zip");
    SmallModel.trained().save(file);
    ModelZip other = SmallModel.trained();
    SmallModel.fit(other.network(), 2);
    List<ZipContent> attachments =
        List.of(ZipContent.numbers("numbers.bin", out -> out.write(new byte[40_000])));
    int faults = EveryFault.of(file, whole -> ModelZipWriter.write(other, attachments, whole));
    assertThat(faults).isGreaterThanOrEqualTo(10);
    assertThat(ModelZip.load(file).network().params()).isEqualTo(other.network().params());
  }

  @Test
  void whatTheDiskGarblesSilentlyIsReadBackBeforeItTakesTheOldOnesPlace() throws IOException {
    Path file = folder.resolve("model.zip");
    ModelZip model = SmallModel.trained();
    model.save(file);
    byte[] good = Files.readAllBytes(file);
    int refused = 0;
    for (int at = 0; at < good.length; at += 97) {
      Files.writeString(file, "old");
      try {
        ModelZipWriter.write(model, List.of(), FaultyDisk.garbling(file, at));
        assertThat(ComputationGraph.load(file.toFile(), true).params())
            .as("byte %d", at)
            .isEqualTo(model.network().params());
      } catch (ModelZipException e) {
        refused++;
        assertThat(e).hasMessageStartingWith(file + ": cannot be written: ");
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("model.zip");
      }
    }
    // what nobody reads, such as who made the zip, may change
    assertThat(refused).isGreaterThan(good.length / 97 * 9 / 10);
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    ModelZip model = SmallModel.trained();
    Path first = folder.resolve("first.zip");
    Path second = folder.resolve("second.zip");
    model.save(first);
    ModelZip.load(first).save(second);
    assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
  }

  @Test
  void numbersAreStoredAndTextIsDeflated() throws IOException {
    Path file = folder.resolve("model.zip");
    SmallModel.trained().save(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream())
          .allSatisfy(
              entry ->
                  assertThat(entry.getMethod())
                      .as(entry.getName())
                      .isEqualTo(
                          entry.getName().endsWith(".bin") ? ZipEntry.STORED : ZipEntry.DEFLATED));
    }
  }

  @Test
  void contentThatChangesWhileItIsWrittenIsAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("model.zip"), "old");
    AtomicInteger times = new AtomicInteger();
    List<ZipContent> changing =
        List.of(ZipContent.numbers("numbers.bin", out -> out.write(times.getAndIncrement())));
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> SmallModel.trained().save(file, changing))
        .withMessageStartingWith(file + ": cannot be written: invalid entry crc-32");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("model.zip");
  }

  @Test
  void namesThatMeanSomethingToDl4jAreRefused() {
    Path file = folder.resolve("model.zip");
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(
            () -> SmallModel.trained().save(file, List.of(ZipContent.text("preprocessor.bin", ""))))
        .withMessage(file + ": cannot be written: an attachment cannot be named preprocessor.bin");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aNetworkThatIsNotInitialisedIsRefused() {
    Path file = folder.resolve("model.zip");
    ComputationGraph empty = new ComputationGraph(SmallModel.network().getConfiguration());
    ModelZip model = new ModelZip(empty, SmallModel.SOURCE, SmallModel.TARGET, SmallModel.card());
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> model.save(file))
        .withMessageContaining("the network is not initialised");
    assertThat(folder).isEmptyDirectory();
  }
}
