package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeMergesTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    BpeMerges merges = new BpeMerges(List.of(new Merge("e", "r</w>"), new Merge("ü", "\u3000")));
    Path file = folder.resolve("code");
    merges.write(file);
    merges.write(file);
    assertThat(Files.readString(file)).isEqualTo("#version: 0.2\ne r</w>\nü \u3000\n");
    assertThat(BpeMerges.read(file)).isEqualTo(merges);
    assertThat(folder.toFile().list()).containsExactly("code");
  }

  @Test
  void anotherFormatIsNamed() throws IOException {
    assertError("", ":1: not a BPE codes file: expected \"#version: 0.2\", found an empty file");
    assertError("e r</w>\n", ":1: not a BPE codes file: expected \"#version: 0.2\"");
    assertError("#version: 0.1\n", "found \"#version: 0.1\"");
    assertError("#version: 0.2\na b\nabc\n", ":3: expected two symbols");
    assertError("#version: 0.2\na b c\n", ":2: expected two symbols");
    assertError("#version: 0.2\na b\n\n", ":3: expected two symbols");
    assertError("#version: 0.2\na \n", ":2: ");
  }

  @Test
  void bytesThatAreNoUtf8AreNamed() throws IOException {
    Path file = folder.resolve("code");
    Files.write(file, "#version: 0.2\na \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatIOException()
        .isThrownBy(() -> BpeMerges.read(file))
        .withMessage(file + ":2: byte 0xE9 at position 3 of the line is not UTF-8");
  }

  @Test
  void symbolsHaveNoSpaces() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Merge("a b", "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Merge("", "c"));
  }

  private void assertError(String content, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("code"), content);
    assertThatIOException()
        .isThrownBy(() -> BpeMerges.read(file))
        .withMessageContaining(file + "")
        .withMessageContaining(message);
  }
}
