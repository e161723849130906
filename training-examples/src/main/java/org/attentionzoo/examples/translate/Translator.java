package org.attentionzoo.examples.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.TextNormalizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Vocabulary;

/** Text through a character model and back to text, in batches of texts of similar length. */
public final class Translator {

  private static final int BATCH = 128;

  private final Generator generator;
  private final Vocabulary source;
  private final Vocabulary target;
  private final Tokenizer sourceTokenizer;
  private final Tokenizer targetTokenizer;

  /**
   * @param scorer the model
   * @param source its source characters
   * @param target its target characters
   */
  public Translator(StepScorer scorer, Vocabulary source, Vocabulary target) {
    this.generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS);
    this.source = source;
    this.target = target;
    this.sourceTokenizer = CharacterTokenizer.of(source);
    this.targetTokenizer = CharacterTokenizer.of(target);
  }

  /** Greedy decoding that never answers with a special token. */
  public static Decoding<?> greedy() {
    return Decoding.greedy().suppress(Vocabulary.PAD, Vocabulary.UNK, Vocabulary.BOS);
  }

  /** Whether a text has nothing that a reader could see. */
  public static boolean isBlank(String text) {
    return TextNormalizer.normalize(text).isEmpty();
  }

  /**
   * Translates texts.
   *
   * @param texts none of them blank
   * @return a translation for each text, in the same order
   * @throws IllegalArgumentException if a text is blank
   */
  public List<Translation> translate(List<String> texts, Decoding<?> decoding) {
    List<List<String>> sources = texts.stream().map(this::tokenize).toList();
    List<Integer> byLength =
        IntStream.range(0, sources.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> sources.get(i).size()))
            .toList();
    Translation[] translations = new Translation[sources.size()];
    for (int start = 0; start < byLength.size(); start += BATCH) {
      List<Integer> batch = byLength.subList(start, Math.min(start + BATCH, byLength.size()));
      int[][] ids = batch.stream().map(i -> source.encode(sources.get(i))).toArray(int[][]::new);
      List<Hypothesis> answers = generator.best(ids, decoding);
      for (int n = 0; n < answers.size(); n++) {
        int i = batch.get(n);
        translations[i] = translation(sources.get(i), answers.get(n));
      }
    }
    return new ArrayList<>(List.of(translations));
  }

  private List<String> tokenize(String text) {
    List<String> tokens = sourceTokenizer.tokenize(TextNormalizer.normalize(text));
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("There is nothing to translate in \"" + text + '"');
    }
    return tokens;
  }

  private Translation translation(List<String> sourceTokens, Hypothesis answer) {
    List<String> targetTokens = target.decode(answer.tokens());
    return new Translation(sourceTokens, targetTokens, targetTokenizer.join(targetTokens), answer);
  }
}
