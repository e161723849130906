package org.attentionzoo.zoo.translation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * Text in, text out.
 *
 * <pre>{@code
 * Translator translator = Translator.load(Path.of("model.zip"));
 * translator.translate("Guten Morgen");
 * translator.with(Decoding.beam(5).lengthPenalty(0.6)).translate(texts);
 * }</pre>
 *
 * <p>Texts are sentences: white space around one changes nothing, and a line break in it is a space
 * ({@link org.attentionzoo.zoo.text.Blanks}). What becomes of odd ones:
 *
 * <ul>
 *   <li>A text with nothing to read, empty or blank, has no translation: as text, an empty one.
 *   <li>One with more tokens than {@link #longest(int)}, or than the model can read, is an error
 *       that names both numbers; {@link #whenTooLong} takes it out instead.
 *   <li>Characters or words that the model does not know are read as its unknown token; where the
 *       vocabulary is strict they are an error that names them.
 * </ul>
 *
 * <p>Answers hold no special tokens; {@link #allowUnknown()} lets the unknown one through.
 *
 * <p>Immutable: each option returns a changed copy, which runs the same model. Safe for several
 * threads if the model is. {@link #close} of any of the copies frees what the model keeps from text
 * to text; who does not call it leaves that to the garbage collector.
 */
public final class Translator implements AutoCloseable {

  /** Texts translated at once, unless {@link #batch} says otherwise. */
  public static final int BATCH = 128;

  /** The most tokens of a text, unless {@link #longest(int)} says otherwise. */
  public static final int LONGEST = 1000;

  private final StepScorer scorer;
  private final TextCodec source;
  private final BatchTranslation model;
  private Decoding<?> decoding = Decoding.greedy();
  private boolean unknown;
  private int batch = BATCH;
  private int longest = LONGEST;
  private Consumer<TextTooLongException> whenTooLong =
      tooLong -> {
        throw tooLong;
      };
  private Runnable beforeBatch = () -> {};

  /**
   * A translator that searches greedily.
   *
   * @param scorer the model
   * @param source what it reads
   * @param target what it writes
   * @throws IllegalArgumentException if the model writes another number of tokens; names both
   */
  public Translator(StepScorer scorer, TextCodec source, TextCodec target) {
    this.scorer = Arguments.given("scorer", scorer);
    this.source = Arguments.given("source", source);
    Arguments.given("target", target);
    if (scorer.vocabularySize() != target.vocabulary().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the model writes %d tokens, but the target vocabulary has %d",
              scorer.vocabularySize(),
              target.vocabulary().size()));
    }
    Generator generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS);
    this.model = new BatchTranslation(generator, source, target);
  }

  private Translator(Translator other) {
    this(other, other.scorer, other.model);
  }

  private Translator(Translator other, StepScorer scorer, BatchTranslation model) {
    this.scorer = scorer;
    this.model = model;
    source = other.source;
    decoding = other.decoding;
    unknown = other.unknown;
    batch = other.batch;
    longest = other.longest;
    whenTooLong = other.whenTooLong;
    beforeBatch = other.beforeBatch;
  }

  /**
   * A model that comes with this library, or that is fetched: {@code
   * Translator.pretrained("dates").translate("3rd of May 1999")}.
   *
   * @param name of a model that {@link PretrainedModels#standard} lists
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if there is no such model, says which there are; or if it cannot be fetched
   *     or read, or cannot translate texts
   */
  public static Translator pretrained(String name) throws IOException {
    ModelZip model = PretrainedModels.standard().load(name, false);
    try {
      return of(model);
    } catch (IllegalArgumentException e) {
      throw new IOException("model \"" + name + "\": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a saved model.
   *
   * @throws IOException if it cannot be read, or cannot translate texts; says why
   */
  public static Translator load(Path file) throws IOException {
    return load(List.of(Arguments.given("file", file)));
  }

  /**
   * Reads saved models that decide together, by the mean of their probabilities.
   *
   * @param files at least one
   * @throws IOException if one cannot be read, or does not read and write what the first does; says
   *     which and why
   */
  public static Translator load(List<Path> files) throws IOException {
    return load(files, Precision.standard());
  }

  /**
   * The same for products of a precision. In BF16 and INT8 it needs less memory than {@link
   * #precision} of a translator that was loaded without, see {@link ModelZip#load(Path,
   * Precision)}.
   *
   * @param files at least one
   * @throws IOException if one cannot be read, or does not read and write what the first does; says
   *     which and why
   */
  public static Translator load(List<Path> files, Precision precision) throws IOException {
    return LoadedModels.load(files, precision, net -> new GraphScorer(net).fixed()).translator();
  }

  /**
   * A translator with one model, or with several that decide together.
   *
   * @throws IllegalArgumentException if there is none, one cannot translate texts, or does not read
   *     and write what the first does; says which and why
   */
  public static Translator of(ModelZip... models) {
    return LoadedModels.of(List.of(Arguments.allGiven("models", models))).translator();
  }

  /**
   * With another search. Special tokens are suppressed, whatever it suppresses itself.
   *
   * @param decoding such as {@code Decoding.beam(5).lengthPenalty(0.6)}
   */
  public Translator with(Decoding<?> decoding) {
    Translator copy = new Translator(this);
    copy.decoding = Arguments.given("decoding", decoding);
    return copy;
  }

  /**
   * With matrix products of another precision: BF16 and INT8 are faster where the processor has
   * them, and change few translations. The copy runs the same parameters in memory of its own, so
   * it is closed by itself.
   *
   * @throws UnsupportedOperationException if the model is one of the app's own making and has none
   */
  public Translator precision(Precision precision) {
    StepScorer other = scorer.withPrecision(Arguments.given("precision", precision));
    Generator generator = new Generator(other, Vocabulary.BOS, Vocabulary.EOS);
    return new Translator(this, other, new BatchTranslation(generator, source, model.target()));
  }

  /** The search: of {@link #with}, of the model's card, or greedy. */
  public Decoding<?> decoding() {
    return decoding;
  }

  /** With answers that may hold the token for what the model has no token for. */
  public Translator allowUnknown() {
    Translator copy = new Translator(this);
    copy.unknown = true;
    return copy;
  }

  /**
   * With so many texts translated at once; the answers are the same.
   *
   * @throws IllegalArgumentException if below 1
   */
  public Translator batch(int texts) {
    Translator copy = new Translator(this);
    copy.batch = (int) Arguments.within("batch", texts, 1, Integer.MAX_VALUE);
    return copy;
  }

  /**
   * With texts of at most so many tokens, as far as the model can read them.
   *
   * @throws IllegalArgumentException if below 1
   */
  public Translator longest(int tokens) {
    Translator copy = new Translator(this);
    copy.longest = (int) Arguments.within("longest", tokens, 1, Integer.MAX_VALUE);
    return copy;
  }

  /**
   * With texts that are too long left out, as if they were blank.
   *
   * @param handler is told of each, and may throw
   */
  public Translator whenTooLong(Consumer<TextTooLongException> handler) {
    Translator copy = new Translator(this);
    copy.whenTooLong = Arguments.given("handler", handler);
    return copy;
  }

  /** With something done before each batch; what it throws ends the translation. */
  public Translator beforeBatch(Runnable check) {
    Translator copy = new Translator(this);
    copy.beforeBatch = Arguments.given("check", check);
    return copy;
  }

  /** The best translation of a text; empty where there is none. */
  public String translate(String text) {
    return best(textOnly().translations(text));
  }

  /** The best translation of each text, in their order; empty where there is none. */
  public List<String> translate(List<String> texts) {
    return textOnly().translations(texts).stream().map(Translator::best).toList();
  }

  /**
   * The same as they are asked for. A batch is read ahead at first, then more and more, up to some
   * hundreds of texts, so that texts of similar length are translated together.
   *
   * @param texts closed with the result
   */
  public Stream<String> translate(Stream<String> texts) {
    return LazyTranslations.stream(textOnly(), batch, Arguments.given("texts", texts));
  }

  private Translator textOnly() {
    return with(decoding.tokensOnly());
  }

  /** All that the search returns for a text: the n best, or the samples; none where it is blank. */
  public List<Translation> translations(String text) {
    return translations(List.of(Arguments.given("text", text))).get(0);
  }

  /** The same for each text, in their order. */
  public List<List<Translation>> translations(List<String> texts) {
    Arguments.allGiven("texts", texts);
    return translateAll(
        IntStream.range(0, texts.size()).mapToObj(i -> read(i + 1, texts.get(i))).toList());
  }

  /**
   * Divides a text into tokens.
   *
   * @param number of the text among others, counted from 1
   */
  public SourceText read(long number, String text) {
    return SourceText.of(source, number, text);
  }

  /** The most tokens that a translation can have, be it given or the model's own. */
  public long longestTarget() {
    return scorer.maxSteps() - 1; // without the step that ends it
  }

  /** Closes the model of this translator and its copies: it translates nothing any more. */
  @Override
  public void close() {
    model.generator().close();
  }

  /** Whether there is something to translate that is not too long; says so if it is. */
  public boolean accepts(SourceText text) {
    int tokens = Arguments.given("text", text).tokens().size();
    long most = Math.min(longest, scorer.longestSource());
    if (tokens > most) {
      whenTooLong.accept(new TextTooLongException(text.number(), tokens, most, most < longest));
    }
    return tokens > 0 && tokens <= most;
  }

  /**
   * Translates texts that are divided already. What is drawn for one depends on the seed and its
   * number, neither on the others nor on the batches.
   *
   * @return for each text all that the search returns, nothing where it is not {@linkplain #accepts
   *     accepted}
   */
  public List<List<Translation>> translateAll(List<SourceText> texts) {
    Arguments.allGiven("texts", texts);
    List<List<Translation>> translations = new ArrayList<>(Collections.nCopies(texts.size(), null));
    List<Integer> byLength = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      if (accepts(texts.get(i))) {
        byLength.add(i);
      } else {
        translations.set(i, List.of());
      }
    }
    byLength.sort(Comparator.comparingInt(i -> texts.get(i).tokens().size()));
    for (int start = 0; start < byLength.size(); start += batch) {
      beforeBatch.run();
      List<Integer> some =
          byLength.subList(start, (int) Math.min((long) start + batch, byLength.size()));
      List<List<Translation>> found =
          model.translate(some.stream().map(texts::get).toList(), decoding, unknown);
      for (int n = 0; n < found.size(); n++) {
        translations.set(some.get(n), found.get(n));
      }
    }
    return translations;
  }

  static String best(List<Translation> translations) {
    return translations.isEmpty() ? "" : translations.get(0).text();
  }
}
