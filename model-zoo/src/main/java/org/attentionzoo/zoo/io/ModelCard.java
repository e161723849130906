package org.attentionzoo.zoo.io;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one has to know about a saved model. Immutable; made by {@link #builder}.
 *
 * @param modelName name of the model, such as "AttentionSeq2Seq"
 * @param task what it was trained for, such as "dates to ISO 8601"
 * @param tokenizer name of the tokenizer that makes its token ids
 * @param sizes sizes by name: layers, model size, parameters …
 * @param trainingData where the training data came from and how much it was
 * @param metrics results by name, such as "exact match"; finite
 * @param libraryVersion version of this library that wrote the zip
 * @param created when the card was made, to the second
 * @param extras anything else, by name
 */
public record ModelCard(
    String modelName,
    String task,
    String tokenizer,
    Map<String, Long> sizes,
    String trainingData,
    Map<String, Double> metrics,
    String libraryVersion,
    Instant created,
    Map<String, String> extras) {

  /**
   * Name of the extra that says, in JSON, how translations are searched for unless told otherwise.
   */
  public static final String DECODING = "decoding";

  /**
   * @throws IllegalArgumentException if the model name is blank or a metric is not finite
   * @throws NullPointerException if a value is null; names it
   */
  public ModelCard {
    if (Objects.requireNonNull(modelName, "modelName").isBlank()) {
      throw new IllegalArgumentException("modelName is blank");
    }
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(tokenizer, "tokenizer");
    Objects.requireNonNull(trainingData, "trainingData");
    Objects.requireNonNull(libraryVersion, "libraryVersion");
    created = Objects.requireNonNull(created, "created").truncatedTo(ChronoUnit.SECONDS);
    sizes = copy("sizes", sizes);
    metrics = copy("metrics", metrics);
    extras = copy("extras", extras);
    metrics.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                "metric \"" + name + "\" must be finite, but is " + value);
          }
        });
  }

  /** A card made now by this version of the library; everything but the name may be left out. */
  public static Builder builder(String modelName) {
    return new Builder(modelName);
  }

  /** Keeps the order, which is the order in the JSON. */
  private static <T> Map<String, T> copy(String what, Map<String, T> map) {
    Objects.requireNonNull(map, what);
    map.forEach((name, value) -> Objects.requireNonNull(value, what + " \"" + name + '"'));
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Collects the values of a {@link ModelCard}. */
  public static final class Builder {

    private final String modelName;
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private final Map<String, Double> metrics = new LinkedHashMap<>();
    private final Map<String, String> extras = new LinkedHashMap<>();
    private String task = "";
    private String tokenizer = "";
    private String trainingData = "";

    private Builder(String modelName) {
      this.modelName = modelName;
    }

    /** What the model was trained for. */
    public Builder task(String value) {
      task = value;
      return this;
    }

    /** Name of the tokenizer. */
    public Builder tokenizer(String value) {
      tokenizer = value;
      return this;
    }

    /** Where the training data came from. */
    public Builder trainingData(String value) {
      trainingData = value;
      return this;
    }

    /** Adds a size. */
    public Builder size(String name, long value) {
      sizes.put(name, value);
      return this;
    }

    /** Adds a result. */
    public Builder metric(String name, double value) {
      metrics.put(name, value);
      return this;
    }

    /** Adds anything else. */
    public Builder extra(String name, String value) {
      extras.put(name, value);
      return this;
    }

    /**
     * The card, dated now.
     *
     * @throws IllegalArgumentException if the model name is blank or a metric is not finite
     */
    public ModelCard build() {
      return new ModelCard(
          modelName,
          task,
          tokenizer,
          sizes,
          trainingData,
          metrics,
          LibraryVersion.get(),
          Instant.now(),
          extras);
    }
  }
}
