package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {

  @TempDir Path folder;

  @Test
  void everyTensorIsReadAsItsWriterHadIt() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(Expected.file("types.safetensors"))) {
      Expected.assertHolds("types.safetensors", file);
      assertThat(file.metadata()).containsEntry("format", "pt").containsEntry("note", "größer");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> file.shape("float33"))
          .withMessageContaining("has no tensor \"float33\"");
    }
  }

  /** A file with eight bytes of numbers. */
  private Path write(String header) throws IOException {
    return write(header.getBytes(StandardCharsets.UTF_8).length, header);
  }

  private Path write(long length, String header) throws IOException {
    Path file = folder.resolve("a.safetensors");
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(length).put(json).putLong(0x3f800000_40000000L).array());
    return file;
  }

  private static void assertRefused(Path file, String problem) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> SafetensorsFile.open(file).close())
        .withMessageStartingWith(file + ": ")
        .withMessageContaining(problem);
  }

  private static final String RIGHT =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";

  @Test
  void twoNumbers() throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(write(RIGHT))) {
      assertThat(file.read("a").toFloatVector()).containsExactly(2, 1);
    }
    try (SafetensorsFile file = SafetensorsFile.open(write(RIGHT + "   "))) {
      assertThat(file.names()).containsExactly("a");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}; of shape [3] has 12",
        "{'a':{'dtype':'F64','shape':[2],'data_offsets':[0,8]}}; of shape [2] has 16",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,9]}}; it has 9 bytes",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}; have 4 bytes, but 8 follow",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}; begin at byte 4, not at 0",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}; its shape is [-2]",
        "{'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}; its shape is",
        "{'a':{'dtype':'F32','shape':[4611686018427387906],'data_offsets':[0,8]}}; its shape is",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}; its data_offsets are [8, 0]",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}}; its data_offsets are",
        "{'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}; its shape has 2.0",
        "{'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}; its shape must be an array",
        "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}}; its type is \"F8_E4M3\"",
        "{'a':{'shape':[8],'data_offsets':[0,8]}}; its type is",
        "{'a':7}; its type is",
        "[]; it is no object",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; begin at byte 0, not at 4",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; Duplicate field 'a'",
        "{'__metadata__':{'format':1},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}; format must be text",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} x; its header: it is not JSON",
      },
      quoteCharacter = '`')
  void aHeaderHasToTellTheTruth(String header, String problem) throws IOException {
    String json = header.replace('\'', '"');
    assertRefused(write(json), problem);
  }

  @Test
  void soHasItsLength() throws IOException {
    assertRefused(write(1L << 40, RIGHT), "its header should have 1099511627776 bytes");
    assertRefused(write(-1, RIGHT), "its header should have 18446744073709551615 bytes");
    assertRefused(write(0, RIGHT), "its header should have 0 bytes");
    Path file = folder.resolve("short");
    Files.write(file, new byte[5]);
    assertRefused(file, "it has no header");
    assertRefused(folder.resolve("none"), "does not exist");
    assertRefused(folder, "is not a file");
  }

  @Test
  void deepAndLongHeadersAreRefused() throws IOException {
    assertRefused(write("{\"a\":" + "[".repeat(10_000)), "nests deeper");
    assertRefused(
        write(" ".repeat(SafetensorsFile.LONGEST_HEADER + 1)), "header has 16777217 bytes");
  }
}
