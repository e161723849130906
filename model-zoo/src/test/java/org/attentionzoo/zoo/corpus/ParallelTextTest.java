package org.attentionzoo.zoo.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParallelTextTest {

  @TempDir Path folder;

  @Test
  void linesOfTwoFilesBelongTogether() throws IOException {
    ParallelText text = files("ein Hund\n\nBäume", "a dog\r\n\r\ntrees\r\n");
    assertThat(text.readAll())
        .containsExactly(
            new SentencePair("ein Hund", "a dog", 1),
            new SentencePair("", "", 2),
            new SentencePair("Bäume", "trees", 3));
    assertThat(text.reversed().readAll().get(0))
        .isEqualTo(new SentencePair("a dog", "ein Hund", 1));
    assertThat(text.readAll()).as("again").hasSize(3);
  }

  @Test
  void sentencesAreTidy() throws IOException {
    String bom = "\uFEFF";
    assertThat(
            files(bom + "ein Hund\n" + bom + "zwei  Hunde\r\n", "a dog \n\tb\u0085c\u2028\n")
                .readAll())
        .containsExactly(
            new SentencePair("ein Hund", "a dog", 1), new SentencePair("zwei Hunde", "b c", 2));
    ParallelText pasted =
        ParallelText.tsv(
            file("y.tsv", bom + "ein Hund\r\t" + bom + "a dog\r\n\u200b\n" + bom + "b \t c\n"),
            1,
            2);
    assertThat(pasted.readAll())
        .containsExactly(
            new SentencePair("ein Hund", "a dog", 1),
            new SentencePair("", "", 2),
            new SentencePair("b", "c", 3));
  }

  @Test
  void aPartKeepsTheLinesThatAreWantedAndTheirNumbers() throws IOException {
    ParallelText text = files("a\nb\nc\nd\n", "1\n2\n3\n4\n");
    ParallelText odd = text.lines(line -> line % 2 == 1);
    assertThat(odd.readAll())
        .containsExactly(new SentencePair("a", "1", 1), new SentencePair("c", "3", 3));
    assertThat(odd.lines(line -> line > 1).readAll())
        .containsExactly(new SentencePair("c", "3", 3));
    assertThat(odd.reversed().readAll())
        .containsExactly(new SentencePair("1", "a", 1), new SentencePair("3", "c", 3));
    assertThat(text.lines(line -> line > 4).readAll()).isEmpty();
    assertThat(text.readAll()).as("the text itself").hasSize(4);
  }

  @Test
  void columnsOfATsvBelongTogether() throws IOException {
    ParallelText text =
        ParallelText.tsv(file("x.tsv", "a \"dog\tein Hund\tCC\n\n\"b\t\tc\td\n"), 1, 2);
    assertThat(text.readAll())
        .containsExactly(
            new SentencePair("a \"dog", "ein Hund", 1),
            new SentencePair("", "", 2),
            new SentencePair("\"b", "", 3));
    assertThat(text.reversed().readAll().get(0).source()).isEqualTo("ein Hund");
    assertThat(ParallelText.tsv(folder.resolve("x.tsv"), 3, 1).readAll().get(0))
        .isEqualTo(new SentencePair("CC", "a \"dog", 1));
  }

  @Test
  void filesOfDifferentLengthAreNamedWithTheirLengths() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> files("a\nb\n", "a\nb\nc\nd\n").readAll())
        .withMessageContaining("source has 2 lines and ")
        .withMessageContaining("target has 4: lines that translate each other");
    assertThatIOException()
        .isThrownBy(() -> files("a\nb\nc", "a\n").readAll())
        .withMessageContaining("source has 3 lines")
        .withMessageContaining("target has 1:");
  }

  @Test
  void bytesThatAreNoUtf8AreNamedWithTheirLine() throws IOException {
    Path source = file("source", "a\nb\nc\n");
    Path target = folder.resolve("target");
    Files.write(target, "a\nb\u00fcc\nd\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatIOException()
        .isThrownBy(() -> ParallelText.files(source, target).readAll())
        .withMessageStartingWith(target + ":2: byte 0xFC at position 2 of the line is not UTF-8")
        .withMessageContaining("it looks like ISO-8859-1");
    assertThatIOException()
        .isThrownBy(() -> ParallelText.tsv(target, 1, 2).readAll())
        .withMessageContaining(target + ":1: expected at least 2 columns");
    Files.write(target, new byte[] {(byte) 0xFF, '\n'});
    assertThatIOException()
        .isThrownBy(() -> ParallelText.files(source, target).readAll())
        .withMessageContaining(target + ":1: byte 0xFF");
  }

  @Test
  void aLineWithTooFewColumnsIsNamed() throws IOException {
    Path file = file("x.tsv", "a\tb\nc d\n");
    assertThatIOException()
        .isThrownBy(() -> ParallelText.tsv(file, 1, 2).readAll())
        .withMessage(file + ":2: expected at least 2 columns separated by tabs, found 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParallelText.tsv(file, 0, 1))
        .withMessageContaining("got 0 and 1");
  }

  @Test
  void missingAndEmptyFilesAreNamed() throws IOException {
    Path good = file("good", "a\n");
    Path empty = file("empty", "");
    assertThatIOException()
        .isThrownBy(() -> ParallelText.files(good, empty).open())
        .withMessage(empty + ": is empty, expected a sentence a line");
    assertThatIOException()
        .isThrownBy(() -> ParallelText.files(folder.resolve("none"), good).open())
        .withMessage(folder.resolve("none") + ": does not exist");
    assertThatIOException()
        .isThrownBy(() -> ParallelText.tsv(folder, 1, 2).open())
        .withMessage(folder + ": is not a file");
  }

  @Test
  void aLineOfAMegabyteIsRead() throws IOException {
    String megabyte = "wörd ".repeat(200_000) + ".";
    List<SentencePair> pairs = files("a\n" + megabyte + "\nb", "a\n" + megabyte + "\nb").readAll();
    assertThat(pairs).hasSize(3);
    assertThat(pairs.get(1).target()).isEqualTo(megabyte);
  }

  @Test
  void tokensAreCountedOnEachSide() throws IOException {
    ParallelText text = files("a b a\n" + "x ".repeat(50) + "\n", "b c\ny\n");
    WhitespaceTokenizer words = new WhitespaceTokenizer();
    TokenCounts counts =
        TokenCounts.of(text, new Tokenizers(words, words), new PairFilter(9, 9, 60));
    assertThat(counts.source()).isEqualTo(Map.of("a", 2L, "b", 1L));
    assertThat(counts.target()).isEqualTo(Map.of("b", 1L, "c", 1L));
    assertThat(counts.joint()).isEqualTo(Map.of("a", 2L, "b", 2L, "c", 1L));
  }

  private ParallelText files(String source, String target) throws IOException {
    return ParallelText.files(file("source", source), file("target", target));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
