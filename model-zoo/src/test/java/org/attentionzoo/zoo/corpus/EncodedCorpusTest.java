package org.attentionzoo.zoo.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.file.EveryFault;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodedCorpusTest {

  private static final TextCodec CODEC =
      new TextCodec(new WhitespaceTokenizer(), Vocabulary.of(List.of("a", "b", "c")));

  @TempDir Path folder;

  @Test
  void everyPairComesBackFromAnOpenedFile() throws IOException {
    Path file = folder.resolve("ids");
    encode("a b\nc\nb x", "c\na b c\na", PairFilter.DEFAULT).close();
    try (EncodedCorpus corpus = EncodedCorpus.open(file)) {
      assertThat(corpus.size()).isEqualTo(3);
      assertPair(corpus.pair(2), new int[] {5, Vocabulary.UNK}, new int[] {4});
      assertPair(corpus.pair(0), new int[] {4, 5}, new int[] {6});
      assertPair(corpus.pair(1), new int[] {6}, new int[] {4, 5, 6});
      assertThat(corpus.sourceTokens()).isEqualTo(5);
      assertThat(corpus.targetTokens()).isEqualTo(5);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> corpus.pair(3))
          .withMessageContaining("Pair 3 is outside the 3 pairs");
    }
  }

  @Test
  void leftOutPairsAreCountedByTheirReason() throws IOException {
    String source = "a\n\na\n  \na a a a\na a a\n" + "a ".repeat(30) + "\nb";
    String target = "a\nb\n\n \nb\nb\n" + "a ".repeat(30) + "\nb";
    PairFilter filter = new PairFilter(3, 2.5, 40);
    try (EncodedCorpus corpus = encode(source, target, filter)) {
      PairCounts counts = corpus.counts();
      assertThat(counts).isEqualTo(new PairCounts(8, 2, 3, 2, 1));
      assertThat(counts)
          .hasToString(
              "8 pairs read, 2 kept; left out: 3 empty, 2 too long, 1 of too unequal length");
      assertPair(corpus.pair(1), new int[] {5}, new int[] {5});
    }
  }

  @Test
  void aLineOfAMegabyteIsLeftOut() throws IOException {
    String megabyte = "a".repeat(1 << 20);
    try (EncodedCorpus corpus = encode(megabyte + "\na", "a\nb", PairFilter.DEFAULT)) {
      assertThat(corpus.counts()).isEqualTo(new PairCounts(2, 1, 0, 1, 0));
    }
    try (EncodedCorpus corpus = encode("a ".repeat(1 << 19), "b", PairFilter.NON_EMPTY)) {
      assertThat(corpus.pair(0).source()).hasSize(1 << 19);
    }
  }

  @Test
  void aTextOfWhichNothingIsLeftIsAnErrorAndLeavesNoFile() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> encode("\n\n\n", "\n\n\n", PairFilter.DEFAULT))
        .withMessageContaining("no pair is left to train on: 3 pairs read, 0 kept")
        .withMessageContaining("3 empty");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("source", "target");
  }

  @Test
  void aFailureKeepsTheOldFile() throws IOException {
    encode("a", "b", PairFilter.DEFAULT).close();
    byte[] old = Files.readAllBytes(folder.resolve("ids"));
    assertThatIOException().isThrownBy(() -> encode("a\nb", "b", PairFilter.DEFAULT));
    assertThat(Files.readAllBytes(folder.resolve("ids"))).isEqualTo(old);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("source", "target", "ids");
  }

  @Test
  void whateverTheDiskFailsAtTheOldFileStays() throws IOException {
    encode("a", "b", PairFilter.DEFAULT).close();
    ParallelText other = text("a b\nc\n".repeat(900), "b\na c\n".repeat(900));
    int faults =
        EveryFault.of(
            folder.resolve("ids"),
            file -> CorpusWriter.write(other, CODEC, CODEC, PairFilter.DEFAULT, file));
    assertThat(faults).isGreaterThan(7);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    ParallelText text = text("a", "b");
    Path file = folder.resolve("none/ids");
    assertThatIOException()
        .isThrownBy(() -> EncodedCorpus.encode(text, CODEC, CODEC, PairFilter.DEFAULT, file))
        .withMessage(file + ": cannot be written, there is no folder " + file.getParent());
  }

  @Test
  void truncatedAndForeignFilesAreRefused() throws IOException {
    Path file = folder.resolve("ids");
    encode("a b c\nb", "b\nc", PairFilter.DEFAULT).close();
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 10, bytes.length - 1, bytes.length - 8}) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatIOException()
          .isThrownBy(() -> EncodedCorpus.open(file))
          .withMessage(file + ": is not an encoded corpus, or is truncated");
    }
    Files.write(file, Arrays.copyOfRange(bytes, 4, bytes.length));
    assertThatIOException().isThrownBy(() -> EncodedCorpus.open(file));
  }

  @Test
  void limitsBelowOneAreErrors() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PairFilter(0, 2, 5))
        .withMessageContaining("got 0, 2.0 and 5");
    assertThatIllegalArgumentException().isThrownBy(() -> new PairFilter(1, 0.5, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> new PairFilter(1, Double.NaN, 5));
  }

  private EncodedCorpus encode(String source, String target, PairFilter filter) throws IOException {
    return EncodedCorpus.encode(text(source, target), CODEC, CODEC, filter, folder.resolve("ids"));
  }

  private ParallelText text(String source, String target) throws IOException {
    return ParallelText.files(
        Files.writeString(folder.resolve("source"), source),
        Files.writeString(folder.resolve("target"), target));
  }

  private static void assertPair(SequencePair pair, int[] source, int[] target) {
    assertThat(pair.source()).containsExactly(source);
    assertThat(pair.target()).containsExactly(target);
  }
}
