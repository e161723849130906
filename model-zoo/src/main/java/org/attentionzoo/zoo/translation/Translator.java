package org.attentionzoo.zoo.translation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.metrics.TeacherForcing;
import org.attentionzoo.zoo.metrics.TokenStatistics;
import org.attentionzoo.zoo.text.Blanks;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.SequenceBatch;
import org.attentionzoo.zoo.text.SequencePair;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextNormalizer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Text through a model and back to text, in batches of texts of similar length. */
public final class Translator {

  /** Sentences translated at once. */
  public static final int BATCH = 128;

  /** Wu et al. 2016, eq. 14: the usual value. */
  public static final double LENGTH_PENALTY = 0.6;

  private final Generator generator;
  private final long longestSource;
  private final long longestTarget;
  private final TextCodec source;
  private final TextCodec target;
  private final UnaryOperator<String> normalizer;
  private int batch = BATCH;
  private Runnable beforeBatch = () -> {};

  /**
   * @param scorer the model
   * @param source what it reads
   * @param target what it writes
   */
  public Translator(StepScorer scorer, TextCodec source, TextCodec target) {
    this(scorer, source, target, UnaryOperator.identity());
  }

  /**
   * A character model without tokenizers of its own; texts are normalized with {@link
   * TextNormalizer}.
   *
   * @param scorer the model
   * @param source its source characters
   * @param target its target characters
   */
  public Translator(StepScorer scorer, Vocabulary source, Vocabulary target) {
    this(scorer, characters(source), characters(target), TextNormalizer::normalize);
  }

  private Translator(
      StepScorer scorer, TextCodec source, TextCodec target, UnaryOperator<String> normalizer) {
    this.generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS);
    this.longestSource = scorer.longestSource();
    this.longestTarget = scorer.maxSteps() - 1; // without the token that begins it
    this.source = source;
    this.target = target;
    this.normalizer = normalizer;
  }

  /**
   * A translator with the tokenizers of a saved model.
   *
   * @param zip the model
   * @param scorer runs its network
   * @throws IllegalArgumentException if it has no tokenizers and was not made for characters
   */
  public static Translator of(ModelZip zip, StepScorer scorer) {
    if (zip.tokenizers().isPresent()) {
      return new Translator(scorer, zip.sourceCodec(), zip.targetCodec());
    }
    String tokenizer = zip.card().tokenizer();
    if (!tokenizer.equals(CharacterTokenizer.NAME)) {
      throw new IllegalArgumentException(
          "the model holds no tokenizer and was made for \"%s\"; without one, only \"%s\" is known"
              .formatted(tokenizer, CharacterTokenizer.NAME));
    }
    return new Translator(scorer, zip.source(), zip.target());
  }

  private static TextCodec characters(Vocabulary vocabulary) {
    return new TextCodec(CharacterTokenizer.of(vocabulary), vocabulary);
  }

  /** The same translator with batches of another size, at least 1. */
  public Translator batch(int sentences) {
    if (sentences < 1) {
      throw new IllegalArgumentException("A batch must be at least 1, but is " + sentences);
    }
    batch = sentences;
    return this;
  }

  /**
   * The same translator, which does this before each batch; what it throws ends the translation.
   */
  public Translator beforeBatch(Runnable check) {
    beforeBatch = check;
    return this;
  }

  /** Greedy decoding that never answers with a special token. */
  public static Decoding<?> greedy() {
    return withoutSpecials(Decoding.greedy(), false);
  }

  /** The decoding, never answering with a special token, but for the unknown one if allowed. */
  public static <D extends Decoding<D>> D withoutSpecials(D decoding, boolean allowUnknown) {
    return allowUnknown
        ? decoding.suppress(Vocabulary.PAD, Vocabulary.BOS)
        : decoding.suppress(Vocabulary.PAD, Vocabulary.UNK, Vocabulary.BOS);
  }

  /**
   * Beam search with length penalty {@value #LENGTH_PENALTY} that never answers with a special
   * token; greedy search for one hypothesis.
   */
  public static Decoding<?> search(int hypotheses) {
    return hypotheses == 1
        ? greedy()
        : withoutSpecials(Decoding.beam(hypotheses).lengthPenalty(LENGTH_PENALTY), false);
  }

  /** Whether a text has nothing that a reader could see. */
  public static boolean isBlank(String text) {
    return Blanks.isBlank(text);
  }

  /**
   * Translates texts.
   *
   * @param texts none of them blank
   * @return a translation for each text, in the same order
   * @throws IllegalArgumentException if a text is blank
   */
  public List<Translation> translate(List<String> texts, Decoding<?> decoding) {
    return translateAll(texts, decoding).stream().map(all -> all.get(0)).toList();
  }

  /**
   * Translates texts, with all that the search returns for each: the n best, or all samples.
   *
   * @param texts none of them blank
   * @return one or more translations for each text, in the same order
   * @throws IllegalArgumentException if a text is blank
   */
  public List<List<Translation>> translateAll(List<String> texts, Decoding<?> decoding) {
    return translateAll(texts, LongStream.range(0, texts.size()).toArray(), decoding);
  }

  /**
   * The same for some lines of a longer text. What is drawn for a line depends on the seed and its
   * number, neither on the other lines nor on the batches.
   *
   * @param numbers of the texts
   */
  public List<List<Translation>> translateAll(List<String> texts, long[] numbers, Decoding<?> decoding) {
    List<List<String>> sources = texts.stream().map(this::tokenize).toList();
    List<Integer> byLength =
        IntStream.range(0, sources.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> sources.get(i).size()))
            .toList();
    List<List<Translation>> translations =
        new ArrayList<>(Collections.nCopies(sources.size(), null));
    for (int start = 0; start < byLength.size(); start += batch) {
      beforeBatch.run();
      List<Integer> some = byLength.subList(start, Math.min(start + batch, byLength.size()));
      int[][] ids =
          some.stream().map(i -> source.vocabulary().encode(sources.get(i))).toArray(int[][]::new);
      long[] someNumbers = some.stream().mapToLong(i -> numbers[i]).toArray();
      List<List<Hypothesis>> answers = generator.generate(ids, someNumbers, decoding);
      for (int n = 0; n < answers.size(); n++) {
        int i = some.get(n);
        translations.set(
            i,
            answers.get(n).stream()
                .map(answer -> translation(texts.get(i), sources.get(i), answer))
                .toList());
      }
    }
    return translations;
  }

  /**
   * How well a network predicts given translations, token by token. Sentences with nothing to
   * translate are left out.
   *
   * @param network the one that this translator runs
   * @param translations of the texts, in the same order
   */
  public TokenStatistics tokenStatistics(
      ComputationGraph network, List<String> texts, List<String> translations) {
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      int[] ids = source.encode(normalizer.apply(texts.get(i)));
      if (ids.length > 0) {
        pairs.add(new SequencePair(ids, target.encode(normalizer.apply(translations.get(i)))));
      }
    }
    pairs.sort(
        Comparator.<SequencePair>comparingInt(pair -> pair.source().length)
            .thenComparingInt(pair -> pair.target().length));
    TokenStatistics sum = TokenStatistics.NONE;
    for (int start = 0; start < pairs.size(); start += batch) {
      beforeBatch.run();
      List<SequencePair> some = pairs.subList(start, Math.min(start + batch, pairs.size()));
      sum = sum.plus(TeacherForcing.of(network, SequenceBatch.of(some, false)));
    }
    return sum;
  }

  /** What the model reads of a text; empty where there is nothing to translate. */
  public List<String> tokens(String text) {
    return source.tokenize(normalizer.apply(text));
  }

  /** The most tokens that the model can read at once. */
  public long longestSource() {
    return longestSource;
  }

  /** The tokens that the model would have to write for a text. */
  public List<String> targetTokens(String text) {
    return target.tokenize(normalizer.apply(text));
  }

  /** The most tokens that a translation can have under {@link #tokenStatistics}. */
  public long longestTarget() {
    return longestTarget;
  }

  private List<String> tokenize(String text) {
    List<String> tokens = tokens(text);
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("There is nothing to translate in \"" + text + '"');
    }
    return tokens;
  }

  private Translation translation(String text, List<String> sourceTokens, Hypothesis answer) {
    List<String> targetTokens = target.vocabulary().decode(answer.tokens());
    return new Translation(
        text, sourceTokens, targetTokens, target.decode(answer.tokens()), answer);
  }
}
