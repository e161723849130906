package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.attentionzoo.zoo.SharedData;
import org.junit.jupiter.api.Test;

/** Parity with what subword-nmt made of Multi30k. */
class BpeMulti30kTest {

  private static final String FOLDER = "multi30k-bpe";

  @Test
  void applyingTheCodesGivesEveryLineBack() throws IOException {
    Path folder = SharedData.require(FOLDER);
    BpeTokenizer tokenizer =
        new BpeTokenizer(new WhitespaceTokenizer(), BpeMerges.read(folder.resolve("code")));
    for (String name : List.of("train.de", "train.en", "valid.de", "valid.en")) {
      for (String line : Files.readAllLines(folder.resolve(name))) {
        // One line ends in a space, which is no token.
        String tokens = line.strip();
        assertThat(String.join(" ", tokenizer.tokenize(words(tokens)))).isEqualTo(tokens);
        assertThat(tokenizer.join(List.of(tokens.split(" ")))).isEqualTo(words(tokens));
      }
    }
  }

  @Test
  void learningGivesTheSameMergesInTheSameOrder() throws IOException {
    Path folder = SharedData.require(FOLDER);
    Map<String, Long> counts = new HashMap<>();
    for (String name : List.of("train.de", "train.en")) {
      List<String> text =
          Files.readAllLines(folder.resolve(name)).stream().map(BpeMulti30kTest::words).toList();
      Vocabulary.count(text, new WhitespaceTokenizer())
          .forEach((word, count) -> counts.merge(word, count, Long::sum));
    }
    BpeMerges published = BpeMerges.read(folder.resolve("code"));
    assertThat(published.merges()).hasSize(10_000);
    assertThat(BpeLearner.learn(counts, 10_000, 2).merges()).isEqualTo(published.merges());
  }

  /** The paper says that sequences get about 1.25 times as long with 0.1. */
  @Test
  void dropoutOfATenthCutsAFifthOfTheWordsOtherwise() throws IOException {
    Path folder = SharedData.require(FOLDER);
    BpeMerges merges = BpeMerges.read(folder.resolve("code"));
    BpeTokenizer tokenizer = new BpeTokenizer(new WhitespaceTokenizer(), merges);
    List<String> text = Files.readAllLines(folder.resolve("valid.de"));
    Map<String, Long> words =
        Vocabulary.count(
            text.stream().map(BpeMulti30kTest::words).toList(), new WhitespaceTokenizer());
    Vocabulary vocabulary = Vocabulary.of(new TreeSet<>(BpeDropout.count(words, merges).keySet()));
    BpeDropout dropout = new BpeDropout(merges, vocabulary, 0.1);
    SplittableRandom random = new SplittableRandom(1);
    long usual = 0;
    long varied = 0;
    long cut = 0;
    long all = 0;
    for (String line : text) {
      for (String word : words(line.strip()).split(" ")) {
        int[] pieces = vocabulary.encode(tokenizer.tokenize(word));
        int[] others = dropout.vary(pieces, random);
        usual += pieces.length;
        varied += others.length;
        cut += Arrays.equals(pieces, others) ? 0 : 1;
        all++;
      }
    }
    assertThat(varied / (double) usual).isBetween(1.2, 1.35);
    assertThat(cut / (double) all).isBetween(0.15, 0.3);
  }

  private static String words(String line) {
    return line.replace("@@ ", "");
  }
}
