package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.initial.Seeds;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.updater.FastAdam;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The options that all models have, each with its default and range. The vocabulary sizes are
 * required. A model keeps a copy, which nobody changes any more.
 *
 * @param <T> the builder itself
 */
@SuppressWarnings("unchecked")
public abstract class ModelBuilder<T extends ModelBuilder<T>> implements Cloneable {
  long sourceVocabularySize;
  long targetVocabularySize;
  Tying tying = Tying.NONE;
  double labelSmoothing;
  private IUpdater updater;
  private double gradientClipping;
  private double l2;
  private double weightDecay;
  Initialization initialization = Initialization.standard();
  long seed = 42;
  DataType dataType = DataType.FLOAT;
  Precision precision; // null for the system property's
  private WorkspaceMode workspaceMode = WorkspaceMode.ENABLED;

  ModelBuilder() {}

  /** Number of source token ids; every source id is below it. */
  public T sourceVocabularySize(long size) {
    sourceVocabularySize = size;
    return (T) this;
  }

  /** V, the number of target token ids; every target id is below it. */
  public T targetVocabularySize(long size) {
    targetVocabularySize = size;
    return (T) this;
  }

  /** Both vocabulary sizes. */
  public T vocabularySize(long size) {
    return sourceVocabularySize(size).targetVocabularySize(size);
  }

  /** Which embeddings and projections share a table. */
  public T tying(Tying tying) {
    this.tying = tying;
    return (T) this;
  }

  /** ε of label smoothing, in [0, 1); 0 for none. */
  public T labelSmoothing(double labelSmoothing) {
    this.labelSmoothing = labelSmoothing;
    return (T) this;
  }

  /** How gradients change parameters, with the learning rate or its schedule. */
  public T updater(IUpdater updater) {
    this.updater = Arguments.given("updater", updater);
    return (T) this;
  }

  /**
   * The largest norm a part's gradient may have, 0 for any. Each part of the network is clipped by
   * itself (DL4J's {@code ClipL2PerLayer}); the papers clip the gradient of the whole network.
   */
  public T gradientClipping(double norm) {
    this.gradientClipping = norm;
    return (T) this;
  }

  /**
   * λ of the penalty λ/2 · Σ w² over all weights of all parts, which is added to the score; 0 for
   * none. Biases and the gains of layer norm are no weights; a shared table counts once.
   */
  public T l2(double coefficient) {
    this.l2 = coefficient;
    return (T) this;
  }

  /**
   * λ of weight decay: each update also subtracts rate · λ · w from every weight, whatever the
   * updater (Loshchilov and Hutter 2019: with Adam it is AdamW); 0 for none. It excludes {@link
   * #l2}.
   */
  public T weightDecay(double coefficient) {
    this.weightDecay = coefficient;
    return (T) this;
  }

  /** What {@code init()} fills the parameters with. */
  public T initialization(Initialization initialization) {
    this.initialization = initialization;
    return (T) this;
  }

  /** The seed of initial parameters and dropout. */
  public T seed(long seed) {
    this.seed = Seeds.forNd4j(seed);
    return (T) this;
  }

  /** FLOAT or DOUBLE. */
  public T dataType(DataType dataType) {
    this.dataType = dataType;
    return (T) this;
  }

  /**
   * What matrix products read in training and in {@code output}: FLOAT32 or BF16, which is faster
   * on processors that have it. {@link Precision#standard} by default.
   */
  public T precision(Precision precision) {
    this.precision = Arguments.given("precision", precision);
    return (T) this;
  }

  /** DL4J's workspaces in training and inference, ENABLED by default. */
  public T workspaceMode(WorkspaceMode workspaceMode) {
    this.workspaceMode = workspaceMode;
    return (T) this;
  }

  /** The updater if none was given. */
  abstract IUpdater defaultUpdater();

  /** The options of this kind of model that say how large it is, with their values. */
  abstract String sizes();

  /** Fills in what follows from other options of this kind of model, and checks them. */
  abstract void complete();

  /** A copy of these options for a model, complete and checked. */
  final T completed() {
    try {
      ModelBuilder<T> copy = (ModelBuilder<T>) clone();
      copy.complete();
      copy.updater = updater == null ? copy.defaultUpdater() : updater;
      copy.check();
      return (T) copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  private void check() {
    Arguments.size("sourceVocabularySize", sourceVocabularySize);
    Arguments.size("targetVocabularySize", targetVocabularySize);
    Arguments.given("tying", tying);
    Arguments.rate("labelSmoothing", labelSmoothing);
    Arguments.given("updater", updater);
    checkUpdater(updater);
    Arguments.given("initialization", initialization);
    Arguments.given("workspaceMode", workspaceMode);
    if (tying.source() && sourceVocabularySize != targetVocabularySize) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tying %s needs one vocabulary, but sourceVocabularySize is %d and targetVocabularySize is %d",
              tying,
              sourceVocabularySize,
              targetVocabularySize));
    }
    if (!(gradientClipping >= 0 && gradientClipping < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "gradientClipping must be a norm, or 0 for none, got " + gradientClipping);
    }
    Arguments.notNegative("l2", l2);
    Arguments.notNegative("weightDecay", weightDecay);
    if (l2 > 0 && weightDecay > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "l2 and weightDecay exclude each other, but they are %s and %s",
              l2,
              weightDecay));
    }
    Precise.checked(precision);
    if (precision == Precision.BF16 && dataType != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "precision bf16 needs dataType FLOAT, but it is " + dataType);
    }
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException("dataType must be FLOAT or DOUBLE, got " + dataType);
    }
  }

  private static void checkUpdater(IUpdater updater) {
    if (updater.hasLearningRate()) {
      Arguments.notNegative("learning rate of the updater", updater.getLearningRate(0, 0));
    }
    if (updater instanceof Adam adam) {
      FastAdam.of(adam); // it checks the rest
    }
  }

  /** The network-wide part of the configuration. */
  NeuralNetConfiguration.Builder network() {
    NeuralNetConfiguration.Builder network =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(dataType)
            .updater(updater.clone())
            .miniBatch(false) // the loss is a mean over tokens: nothing to divide by N
            .trainingWorkspaceMode(workspaceMode)
            .inferenceWorkspaceMode(workspaceMode);
    if (gradientClipping > 0) {
      network
          .gradientNormalization(GradientNormalization.ClipL2PerLayer)
          .gradientNormalizationThreshold(gradientClipping);
    }
    if (l2 > 0) {
      network.l2(l2);
    }
    if (weightDecay > 0) {
      network.weightDecay(weightDecay);
    }
    return network;
  }

  /**
   * @throws IllegalArgumentException if an option is missing or out of its range; the message names
   *     it and its value
   */
  public abstract SequenceModel build();
}
