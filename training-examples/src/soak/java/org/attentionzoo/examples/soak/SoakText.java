package org.attentionzoo.examples.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Made-up sentences of 1 to 30 words, and the same word for word in another language. */
final class SoakText {

  private static final int WORDS = 40;
  private static final int LONGEST = 30;

  private SoakText() {}

  /** Sentences, most of them short; no two alike. */
  static List<String> sentences(int count, long seed) {
    Random random = new Random(seed);
    return random
        .ints(0, LONGEST)
        .mapToObj(n -> 1 + Math.min(n, random.nextInt(LONGEST)))
        .map(length -> random.ints(length, 0, WORDS).mapToObj(w -> "wort" + w))
        .map(words -> words.collect(Collectors.joining(" ")))
        .distinct()
        .limit(count)
        .toList();
  }

  /** What a sentence means. */
  static String translation(String sentence) {
    return sentence.replace("wort", "word");
  }

  /** Writes pairs, one a line, with a tab between. */
  static Path write(List<String> sentences, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    sentences.forEach(each -> lines.add(each + "\t" + translation(each)));
    return Files.write(file, lines);
  }

  /** All words of one language. */
  static List<String> words(String stem) {
    return IntStream.range(0, WORDS).mapToObj(i -> stem + i).toList();
  }
}
