package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.attentionzoo.zoo.untrusted.ZipEdit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"arrays.npz", "compressed.npz", "single.npy"})
  void everyArrayIsReadAsNumpyHasIt(String name) throws IOException {
    try (NumpyFile file = NumpyFile.open(Expected.file(name))) {
      Expected.assertHolds(name, file);
    }
  }

  @Test
  void bytesAreReadAsText() throws IOException {
    try (NumpyFile file = NumpyFile.open(Expected.file("arrays.npz"))) {
      assertThat(file.text("special:model.yml")).isEqualTo("type: größer\n");
      assertThat(file.text("text")).isEqualTo("a: 1\n");
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> file.text("int64"))
          .withMessageContaining("tensor \"int64\": it is no text, but INT64");
    }
  }

  private static void assertRefused(Path file, String problem) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> NumpyFile.open(file).close())
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }

  @Test
  void whatIsNoArrayOfNumbersIsRefused() throws IOException {
    assertRefused(Expected.file("objects.npy"), "its type is '|O', not one of");
    assertRefused(Expected.file("types.pt"), "holds types/data.pkl, which is no NumPy array");
    Path file = folder.resolve("a.npy");
    assertRefused(file, "does not exist");
    Files.writeString(file, "x");
    assertRefused(file, "it is no NumPy array");
  }

  /** A header of 100 bytes before 24 of numbers. */
  private Path array(String header) throws IOException {
    Path file = folder.resolve("a.npy");
    String text = (header + " ".repeat(100)).substring(0, 100);
    Files.write(
        file,
        ("\u0093NUMPY\1\0\144\0" + text + "x".repeat(24)).getBytes(StandardCharsets.ISO_8859_1));
    return file;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}; ''",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }; FLOAT32 of shape [2, 4] has 32",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999999, 9999999), }; its shape is",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 6), }; its header is",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (6,), }; its header is",
        "{'descr': '<f4', 'shape': (6,), }; its header is",
        "{'descr': '<f4', 'descr': '<f8', 'shape': (6,), }; has descr twice",
        "{'descr': '<c8', 'fortran_order': False, 'shape': (3,), }; its type is '<c8'",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }; its header is"
      })
  void aHeaderHasToTellTheTruth(String header, String problem) throws IOException {
    Path file = array(header);
    if (problem.equals("''")) {
      try (NumpyFile array = NumpyFile.open(file)) {
        assertThat(array.shape(NumpyFile.SINGLE)).containsExactly(2, 3);
      }
    } else {
      assertRefused(file, problem);
    }
  }

  @Test
  void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
    Path file = folder.resolve("bomb.npz");
    new ZipEdit().put("a.npy", new byte[40 << 20]).write(file);
    assertRefused(file, "a.npy unpacks from");
  }

  @Test
  void aDamagedNumberIsFoundWhenItIsRead() throws IOException {
    Path file = folder.resolve("a.npz");
    byte[] bytes = Files.readAllBytes(Expected.file("arrays.npz"));
    bytes[30 + "float32.npy".length() + 128 + 24 - 1]++; // header, name, numbers
    Files.write(file, bytes);
    try (NumpyFile array = NumpyFile.open(file)) {
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> array.read("float32"))
          .withMessageContaining("float32.npy does not have its checksum");
    }
  }
}
