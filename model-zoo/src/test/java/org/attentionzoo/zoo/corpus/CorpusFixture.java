package org.attentionzoo.zoo.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;

/** Small corpora: pair i has the target token "t" + i first, so that every pair is known again. */
final class CorpusFixture {

  private CorpusFixture() {}

  static EncodedCorpus numbered(Path folder, int pairs) throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    Path source = folder.resolve("numbered.src");
    Path target = folder.resolve("numbered.tgt");
    Files.write(
        source,
        IntStream.range(0, pairs).mapToObj(i -> words("s", 1 + random.nextInt(30))).toList());
    Files.write(
        target,
        IntStream.range(0, pairs)
            .mapToObj(i -> "t" + i + " " + words("s", 1 + random.nextInt(9)))
            .toList());
    Vocabulary vocabulary =
        Vocabulary.of(
            IntStream.rangeClosed(0, pairs).mapToObj(i -> i == pairs ? "s" : "t" + i).toList());
    TextCodec codec = new TextCodec(new WhitespaceTokenizer(), vocabulary);
    return EncodedCorpus.encode(
        ParallelText.files(source, target),
        codec,
        codec,
        PairFilter.NON_EMPTY,
        folder.resolve("numbered.ids"));
  }

  private static String words(String word, int count) {
    return IntStream.range(0, count).mapToObj(i -> word).collect(Collectors.joining(" "));
  }
}
