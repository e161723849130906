package org.attentionzoo.zoo.model;

import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The options that all models have. The vocabulary sizes are required.
 *
 * @param <T> the builder itself
 */
@SuppressWarnings("unchecked")
public abstract class ModelBuilder<T extends ModelBuilder<T>> {
  private long sourceVocabularySize;
  private long targetVocabularySize;
  private Tying tying = Tying.NONE;
  private double labelSmoothing;
  private IUpdater updater;
  private double gradientClipping;
  private double l2;
  private double weightDecay;
  private Initialization initialization = Initialization.standard();
  private long seed = 42;
  private DataType dataType = DataType.FLOAT;
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
    this.seed = seed;
    return (T) this;
  }

  /** FLOAT or DOUBLE. */
  public T dataType(DataType dataType) {
    this.dataType = dataType;
    return (T) this;
  }

  /** DL4J's workspaces in training and inference, ENABLED by default. */
  public T workspaceMode(WorkspaceMode workspaceMode) {
    this.workspaceMode = workspaceMode;
    return (T) this;
  }

  /** The updater if none was given. */
  abstract IUpdater defaultUpdater();

  final CommonOptions common() {
    return new CommonOptions(
        sourceVocabularySize,
        targetVocabularySize,
        tying,
        labelSmoothing,
        updater == null ? defaultUpdater() : updater,
        gradientClipping,
        l2,
        weightDecay,
        initialization,
        seed,
        dataType,
        workspaceMode);
  }

  /**
   * @throws IllegalArgumentException if an option is missing or out of its range; the message names
   *     it and its value
   */
  public abstract SequenceModel build();
}
