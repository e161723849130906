package org.attentionzoo.layers.embedding;

import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.Options;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The options of token embeddings, with a table of their own or a shared one.
 *
 * <pre>{@code
 * EmbeddingOptions.standard().vocabularySize(8000).size(512).scaled(true).sinusoidalPositions()
 * }</pre>
 */
public final class EmbeddingOptions extends Options<EmbeddingOptions> {
  // The names of the fields are the JSON of saved models: renaming one breaks them. What a saved
  // model lacks is 0, false or null here, and not the default.
  @JsonProperty private long vocabularySize;
  @JsonProperty private long size;
  @JsonProperty private boolean scaled;

  /** Null for none. */
  @JsonProperty private Long paddingId;

  @JsonProperty private Positions positions;

  /** Of learned positions; 0 for the other kinds. */
  @JsonProperty private long maxLength;

  /** Null for interleaved sinusoids, as in models saved before it was known. */
  @JsonProperty private SinusoidLayout sinusoidLayout;

  /** Of sinusoids; 0 in models saved before it was known. */
  @JsonProperty private long firstPosition;

  @JsonProperty private double dropoutRate;

  private EmbeddingOptions() {}

  /** Vectors alone: no scale, positions or dropout. The sizes are still to be given. */
  public static EmbeddingOptions standard() {
    EmbeddingOptions options = new EmbeddingOptions();
    options.positions = Positions.NONE;
    return options;
  }

  /** V, the number of token ids: every id must be in [0, V). */
  public EmbeddingOptions vocabularySize(long vocabularySize) {
    return with(o -> o.vocabularySize = vocabularySize);
  }

  /** d, the size of a token's vector. */
  public EmbeddingOptions size(long size) {
    return with(o -> o.size = size);
  }

  /** Whether token vectors are multiplied by √d (Vaswani et al. 2017, §3.4); not by default. */
  public EmbeddingOptions scaled(boolean scaled) {
    return with(o -> o.scaled = scaled);
  }

  /** The id of padding: its vector starts at zero and gets no gradient. None by default. */
  public EmbeddingOptions paddingId(long paddingId) {
    return with(o -> o.paddingId = paddingId);
  }

  /** Adds sinusoidal positions (Vaswani et al. 2017, §3.5), for sequences of any length. */
  public EmbeddingOptions sinusoidalPositions() {
    return sinusoidalPositions(SinusoidLayout.INTERLEAVED, 0);
  }

  /**
   * Adds sinusoidal positions as another implementation lays them.
   *
   * @param firstPosition of a sentence's first token, 0 in the paper; 1 in OpenNMT-tf, 2 in fairseq
   */
  public EmbeddingOptions sinusoidalPositions(SinusoidLayout layout, long firstPosition) {
    Arguments.given("layout", layout);
    return positions(Positions.SINUSOIDAL, 0)
        .with(
            o -> {
              o.sinusoidLayout = layout == SinusoidLayout.INTERLEAVED ? null : layout;
              o.firstPosition = firstPosition;
            });
  }

  /** Adds trained positions; a longer sequence is an error. */
  public EmbeddingOptions learnedPositions(long maxLength) {
    return positions(Positions.LEARNED, maxLength);
  }

  private EmbeddingOptions positions(Positions kind, long longest) {
    return with(
        o -> {
          o.positions = kind;
          o.maxLength = longest;
          o.sinusoidLayout = null;
          o.firstPosition = 0;
        });
  }

  /**
   * The share of numbers set to zero in training, after positions are added (Vaswani et al. 2017,
   * §5.4); in [0, 1), 0 by default.
   */
  public EmbeddingOptions dropoutRate(double dropoutRate) {
    return with(o -> o.dropoutRate = dropoutRate);
  }

  @Override
  public void checkOptions() {
    checkTable(vocabularySize, size, paddingId);
    checkPositions(positions, maxLength);
    Arguments.within("first position", firstPosition, 0, Arguments.LARGEST_SIZE);
    Arguments.rate("dropout rate", dropoutRate);
  }

  static void checkPositions(Positions positions, long maxLength) {
    long least = Arguments.given("positions", positions) == Positions.LEARNED ? 1 : Long.MIN_VALUE;
    String name = "maximum length of learned positions";
    Arguments.within(name, maxLength, least, Arguments.LARGEST_SIZE);
  }

  static void checkTable(long vocabularySize, long size, Long paddingId) {
    Arguments.size("vocabulary size", vocabularySize);
    Arguments.size("embedding size", size);
    if (paddingId != null && !(paddingId >= 0 && paddingId < vocabularySize)) {
      throw new IllegalArgumentException(
          "padding id " + paddingId + " is not in [0, " + vocabularySize + "), the vocabulary");
    }
  }

  /** V. */
  public long vocabularySize() {
    return vocabularySize;
  }

  /** d. */
  public long size() {
    return size;
  }

  /** What token vectors are multiplied by. */
  double scale() {
    return scaled ? Math.sqrt(size) : 1;
  }

  /** Or null. */
  Long paddingId() {
    return paddingId;
  }

  Positions positions() {
    return positions;
  }

  /** Null unless positions are sinusoidal. */
  Sinusoids sinusoids() {
    return positions == Positions.SINUSOIDAL ? new Sinusoids(sinusoidLayout, firstPosition) : null;
  }

  /** The most positions that there are vectors for, {@code Long.MAX_VALUE} if for any. */
  public long longest() {
    return positions == Positions.LEARNED ? maxLength : Long.MAX_VALUE;
  }

  double dropoutRate() {
    return dropoutRate;
  }

  /**
   * The builder of an embedding as the options' users see it; {@link EmbeddingOptions} says what
   * each means.
   *
   * @param <T> the builder itself
   */
  public sealed interface Builder<T> permits TokenEmbedding.Builder, TiedTokenEmbedding.Builder {

    /** What was set so far. */
    EmbeddingOptions options();

    /** Sets them all. */
    T options(EmbeddingOptions options);

    /** V. */
    default T vocabularySize(long vocabularySize) {
      return options(options().vocabularySize(vocabularySize));
    }

    /** d. */
    default T size(long size) {
      return options(options().size(size));
    }

    /** See {@link EmbeddingOptions#scaled}. */
    default T scaled(boolean scaled) {
      return options(options().scaled(scaled));
    }

    /** See {@link EmbeddingOptions#paddingId(long)}. */
    default T paddingId(long paddingId) {
      return options(options().paddingId(paddingId));
    }

    /** See {@link EmbeddingOptions#sinusoidalPositions()}. */
    default T sinusoidalPositions() {
      return options(options().sinusoidalPositions());
    }

    /** See {@link EmbeddingOptions#sinusoidalPositions(SinusoidLayout, long)}. */
    default T sinusoidalPositions(SinusoidLayout layout, long firstPosition) {
      return options(options().sinusoidalPositions(layout, firstPosition));
    }

    /** See {@link EmbeddingOptions#learnedPositions}. */
    default T learnedPositions(long maxLength) {
      return options(options().learnedPositions(maxLength));
    }

    /** See {@link EmbeddingOptions#dropoutRate(double)}. */
    default T dropoutRate(double dropoutRate) {
      return options(options().dropoutRate(dropoutRate));
    }
  }
}
