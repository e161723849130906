package org.example.consumer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.finetuning.VocabularyChange;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Uses, trains and fine-tunes a model, without a logging backend; fails loudly. */
public final class Consumer {

  private static final List<String> DIGITS =
      List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

  private Consumer() {}

  public static void main(String[] args) throws IOException {
    download();
    try (Translator dates = Translator.pretrained("dates")) {
      expect("use", "1999-05-03", dates.translate("3rd of May 1999"));
    }
    Path zip = Files.createTempFile("digits", ".zip");
    train(numbers(0, 8)).save(zip);
    try (Translator digits = Translator.load(zip)) {
      expect("train", "471", digits.translate("four seven one"));
    }
    tune(ModelZip.load(zip)).save(zip);
    try (Translator digits = Translator.load(zip)) {
      expect("fine-tune", "489", digits.translate("four eight nine"));
      expect("and before", "471", digits.translate("four seven one"));
    }
    Files.delete(zip);
  }

  /** What Maven has fetched for this app. */
  private static void download() throws IOException {
    int jars = 0;
    long bytes = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.endsWith(".jar")) {
        jars++;
        bytes += Files.size(Path.of(entry));
      }
    }
    System.out.printf(Locale.ROOT, "consumer: Java %s%n", Runtime.version().feature());
    System.out.printf(Locale.ROOT, "consumer: %d jars, %d MB%n", jars, Math.round(bytes / 1e6));
  }

  private static Map<String, String> numbers(int from, int below) {
    Map<String, String> numbers = new LinkedHashMap<>();
    for (int n = 0; n < 1000; n++) {
      List<String> words = new ArrayList<>();
      StringBuilder digits = new StringBuilder();
      boolean wanted = false;
      for (int digit : new int[] {n / 100, n / 10 % 10, n % 10}) {
        words.add(DIGITS.get(digit));
        digits.append(digit);
        wanted |= digit >= from;
      }
      if (wanted && n % 7 != 0 && digits.chars().allMatch(c -> c - '0' < below)) {
        numbers.put(String.join(" ", words), digits.toString());
      }
    }
    return numbers;
  }

  private static ModelZip train(Map<String, String> numbers) {
    TextCodec source = codec(new WhitespaceTokenizer(), numbers.keySet());
    TextCodec target = codec(new CharacterTokenizer(), numbers.values());
    ComputationGraph net =
        AttentionSeq2Seq.builder()
            .sourceVocabularySize(source.vocabulary().size())
            .targetVocabularySize(target.vocabulary().size())
            .embeddingSize(32)
            .units(64)
            .build()
            .init();
    net.fit(BatchIterator.builder(pairs(numbers, source, target)).batchSize(16).build(), 12);
    return new ModelZip(net, source, target, ModelCard.builder("digits").build());
  }

  /** It learns two words more. */
  private static ModelZip tune(ModelZip trained) {
    FineTuning tuned =
        FineTuning.from(trained)
            .source(VocabularyChange.grow(List.of("eight", "nine")))
            .target(VocabularyChange.grow(List.of("8", "9")))
            .updater(new FastAdam(2e-3))
            .build();
    ModelZip model = tuned.model();
    System.out.println(tuned.report());
    Map<String, String> numbers = numbers(0, 10);
    TextCodec source = new TextCodec(new WhitespaceTokenizer(), model.source());
    TextCodec target = new TextCodec(new CharacterTokenizer(), model.target());
    model.network()
        .fit(BatchIterator.builder(pairs(numbers, source, target)).batchSize(16).build(), 12);
    return model;
  }

  private static TextCodec codec(Tokenizer tokenizer, Iterable<String> texts) {
    return new TextCodec(
        tokenizer, Vocabulary.fromCounts(Vocabulary.count(texts, tokenizer), 1, 1000));
  }

  private static List<SequencePair> pairs(
      Map<String, String> texts, TextCodec source, TextCodec target) {
    List<SequencePair> pairs = new ArrayList<>();
    texts.forEach((from, to) -> pairs.add(new SequencePair(source.encode(from), target.encode(to))));
    return pairs;
  }

  private static void expect(String what, String wanted, String found) {
    if (!found.equals(wanted)) {
      throw new IllegalStateException(what + ": " + found + " and not " + wanted);
    }
    System.out.println("consumer: " + what + ": " + found);
  }
}
