package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.attentionzoo.zoo.untrusted.ZipEdit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"types.pt", "views.pt", "checkpoint.pt", "protocol-3.pt", "protocol-4.pt"})
  void everyTensorIsReadAsPyTorchHasIt(String name) throws IOException {
    try (TorchFile file = TorchFile.open(Expected.file(name))) {
      Expected.assertHolds(name, file);
    }
  }

  @Test
  void tensorsKeepTheirOrder() throws IOException {
    try (TorchFile file = TorchFile.open(Expected.file("checkpoint.pt"))) {
      assertThat(file.names())
          .startsWith(
              "model.0.weight", "model.0.bias", "model.1.weight", "model.1.bias", "model.2.weight");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> file.read("model.3.weight"))
          .withMessageContaining("has no tensor \"model.3.weight\"");
    }
  }

  private static void assertRefused(Path file, String problem) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> TorchFile.open(file).close())
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }

  @Test
  void whatIsNoStateDictIsRefusedByName() {
    assertRefused(
        Expected.file("whole-model.pt"), "names torch.nn.modules.container.Sequential, which no");
    assertRefused(Expected.file("harm.pt"), "names posix.system, which no state dict");
    assertThat(Path.of("harmed")).doesNotExist();
  }

  @Test
  void theOldFormatIsRefused() {
    assertRefused(Expected.file("before-1.6.pt"), "of its format before 1.6");
    assertRefused(Expected.file("arrays.npz"), "is no file of torch.save");
    assertRefused(folder.resolve("none.pt"), "does not exist");
    assertRefused(folder, "is not a file");
  }

  @Test
  void aStorageThatIsNotThereOrTooSmallIsRefused() throws IOException {
    Path file = folder.resolve("a.pt");
    ZipEdit.of(Expected.file("types.pt")).remove("types/data/0").writeStored(file);
    assertRefused(file, "tensor \"float32\": its storage types/data/0 is missing");
    ZipEdit.of(Expected.file("types.pt")).put("types/data/0", new byte[23]).writeStored(file);
    assertRefused(file, "should be 6 numbers of type FLOAT32, but types/data/0 has 23 bytes");
    ZipEdit.of(Expected.file("types.pt"))
        .put("types/byteorder", "middle".getBytes(StandardCharsets.US_ASCII))
        .writeStored(file);
    assertRefused(file, "has byte order \"middle\"");
  }
}
