package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    assertError("er\n", ":1: not a BPE codes file: expected \"#version: 0.2\", found \"er\"");
    assertError("#version: 0.3\n", "version 0.1 and 0.2 are known, found \"#version: 0.3\"");
    assertError("e r\ne n 12\n", ":2: expected two symbols separated by a space, found \"e n 12\"");
    assertError("e r 12\ne n\n", ":2: expected two symbols and their count");
    assertError("e r x\n", ":1: not a BPE codes file: ");
    assertError("e r 1 2\n", ":1: not a BPE codes file: ");
    assertError("#version: 0.2\na b\nabc\n", ":3: expected two symbols");
    assertError("#version: 0.2\na b c\n", ":2: expected two symbols");
    assertError("#version: 0.2\na b\n\n", ":3: expected two symbols");
    assertError("#version: 0.2\na \n", ":2: ");
  }

  @Test
  void withoutHeaderOrBeforeVersionTwoTheEndOfAWordIsASymbol() throws IOException {
    for (String header : List.of("", "#version: 0.1\n")) {
      BpeMerges merges = read(header + "t h\nth e</w>\ne r\ner </w>\nn </w>\n");
      assertThat(merges.segment("the"))
          .as("e does not end with the mark")
          .containsExactly("th", "e");
      assertThat(merges.segment("her")).containsExactly("h", "er");
      assertThat(merges.segment("e")).containsExactly("e");
      assertThat(merges).isNotEqualTo(new BpeMerges(merges.merges()));
      merges.write(folder.resolve("copy"));
      assertThat(BpeMerges.read(folder.resolve("copy"))).isEqualTo(merges);
      BpeTokenizer tokenizer = new BpeTokenizer(new WhitespaceTokenizer(), merges);
      assertThat(TokenizerJson.read(TokenizerJson.write(tokenizer))).isEqualTo(tokenizer);
      assertThat(tokenizer.tokenize("the her")).containsExactly("th@@", "e", "h@@", "er");
      assertThat(tokenizer.restricted(Map.of("th@@", 1, "e", 1, "h@@", 1, "r", 1), 1))
          .satisfies(some -> assertThat(some.tokenize("her")).containsExactly("h@@", "e@@", "r"));
    }
  }

  @Test
  void theCountsOfFastBpeArePassedOver() throws IOException {
    BpeMerges merges = read("t h 90\nth e</w> 88\n");
    assertThat(merges).isEqualTo(read("#version: 0.2\nt h\nth e</w>\n"));
    assertThat(merges.segment("the")).containsExactly("the");
  }

  private BpeMerges read(String content) throws IOException {
    return BpeMerges.read(Files.writeString(folder.resolve("codes"), content));
  }

  @Test
  void bytesThatAreNoUtf8AreNamed() throws IOException {
    Path file = folder.resolve("code");
    Files.write(file, "#version: 0.2\na \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatIOException()
        .isThrownBy(() -> BpeMerges.read(file))
        .withMessageStartingWith(file + ":2: byte 0xE9 at position 3 of the line is not UTF-8");
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
