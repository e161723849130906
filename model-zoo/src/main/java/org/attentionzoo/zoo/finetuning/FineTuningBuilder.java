package org.attentionzoo.zoo.finetuning;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.ISchedule;

/** Collects what is to change; see {@link FineTuning}. */
public final class FineTuningBuilder {

  private final ModelZip trained;
  private final PartNames names;
  private final Set<String> frozen = new LinkedHashSet<>();
  private final Set<String> unfrozen = new LinkedHashSet<>();
  private final Map<DropoutKind, Double> dropout = new EnumMap<>(DropoutKind.class);
  private final List<Consumer<NewNetwork>> changes = new ArrayList<>();
  private ChangedVocabulary source;
  private ChangedVocabulary target;
  private Double labelSmoothing;
  private Long seed;

  FineTuningBuilder(ModelZip trained) {
    this.trained = trained;
    names = new PartNames(trained.network().getConfiguration());
    source = ChangedVocabulary.unchanged(trained.source(), tokenizer(Side.SOURCE));
    target = ChangedVocabulary.unchanged(trained.target(), tokenizer(Side.TARGET));
  }

  private Optional<Tokenizer> tokenizer(Side side) {
    return trained.tokenizers().map(t -> side == Side.SOURCE ? t.source() : t.target());
  }

  /**
   * The updater of all parts, with its learning rate or schedule; by default each keeps its own,
   * and schedules begin again.
   */
  public FineTuningBuilder updater(IUpdater updater) {
    Arguments.given("updater", updater);
    changes.add(network -> network.updater(updater));
    return this;
  }

  /**
   * What matrix products read, FLOAT32 or BF16; that of the model by default.
   *
   * @throws IllegalArgumentException if it is for decoding only
   */
  public FineTuningBuilder precision(Precision precision) {
    Precise.checked(Arguments.given("precision", precision));
    changes.add(network -> network.precision(precision));
    return this;
  }

  /** Another learning rate for the updaters that there are. */
  public FineTuningBuilder learningRate(double rate) {
    Arguments.notNegative("rate", rate);
    changes.add(network -> network.learningRate(rate));
    return this;
  }

  /** Another schedule of the learning rate for the updaters that there are. */
  public FineTuningBuilder schedule(ISchedule schedule) {
    Arguments.given("schedule", schedule);
    changes.add(network -> network.schedule(schedule));
    return this;
  }

  /**
   * The rate, in [0, 1), of every kind of dropout that the models' builders set by their {@code
   * dropout}: all but that of a recurrent encoder's output.
   */
  public FineTuningBuilder dropout(double rate) {
    Arguments.rate("rate", rate);
    Set<DropoutKind> kinds = NewNetwork.dropoutKinds(trained.network().getConfiguration());
    kinds.remove(DropoutKind.ENCODER_OUTPUTS);
    kinds.forEach(kind -> dropout.put(kind, rate));
    return this;
  }

  /**
   * The rate, in [0, 1), of one kind of dropout.
   *
   * @throws IllegalArgumentException if no part of the model has this kind; names those that it has
   */
  public FineTuningBuilder dropout(DropoutKind kind, double rate) {
    Arguments.given("kind", kind);
    Arguments.rate("rate", rate);
    Set<DropoutKind> kinds = NewNetwork.dropoutKinds(trained.network().getConfiguration());
    if (!kinds.contains(kind)) {
      throw new IllegalArgumentException("the model has no dropout of " + kind + ", only " + kinds);
    }
    dropout.put(kind, rate);
    return this;
  }

  /** ε of label smoothing, in [0, 1). */
  public FineTuningBuilder labelSmoothing(double epsilon) {
    labelSmoothing = Arguments.rate("epsilon", epsilon);
    return this;
  }

  /** λ of the penalty λ/2 · Σ w² of all weights, instead of weight decay; 0 for none. */
  public FineTuningBuilder l2(double coefficient) {
    Arguments.notNegative("coefficient", coefficient);
    return regularization(
        coefficient == 0 ? null : new L2Regularization(coefficient),
        L2Regularization.class,
        WeightDecay.class);
  }

  /** λ of the penalty λ · Σ |w| of all weights; 0 for none. */
  public FineTuningBuilder l1(double coefficient) {
    Arguments.notNegative("coefficient", coefficient);
    return regularization(
        coefficient == 0 ? null : new L1Regularization(coefficient), L1Regularization.class);
  }

  /** λ of weight decay, times the learning rate, of all weights, instead of l2; 0 for none. */
  public FineTuningBuilder weightDecay(double coefficient) {
    Arguments.notNegative("coefficient", coefficient);
    return regularization(
        coefficient == 0 ? null : new WeightDecay(coefficient, true),
        WeightDecay.class,
        L2Regularization.class);
  }

  private FineTuningBuilder regularization(Regularization term, Class<?>... inPlaceOf) {
    changes.add(network -> network.regularization(term, List.of(inPlaceOf)));
    return this;
  }

  /**
   * The largest norm that a part's gradient may have (DL4J's {@code ClipL2PerLayer}), 0 for any.
   */
  public FineTuningBuilder gradientClipping(double norm) {
    Arguments.notNegative("norm", norm);
    changes.add(network -> network.clip(norm));
    return this;
  }

  /** Of dropout and new vectors; that of the model by default. */
  public FineTuningBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Keeps the parameters of parts as they are: bit for bit, without dropout, whatever the updater.
   *
   * @param parts "encoder" (reads the source alone), "decoder", "embeddings" (with shared tables,
   *     which an output may use, too), or names of vertices
   * @throws IllegalArgumentException if there is no such part; names those that there are
   */
  public FineTuningBuilder freeze(String... parts) {
    for (String part : Arguments.allGiven("parts", parts)) {
      frozen.addAll(names.of(part));
      unfrozen.removeAll(names.of(part));
    }
    return this;
  }

  /**
   * Freezes all but the last layers and what stands on them: the last norm and the output.
   *
   * @param layers how many still learn; 0 for the output alone
   * @throws IllegalArgumentException if the model has not so many; names both numbers
   */
  public FineTuningBuilder freezeAllButTheLast(int layers) {
    Set<String> others = names.allButTheLast(layers);
    frozen.addAll(others);
    unfrozen.removeAll(others);
    return this;
  }

  /** Lets frozen parts learn again; they are named as in {@link #freeze}. */
  public FineTuningBuilder unfreeze(String... parts) {
    for (String part : Arguments.allGiven("parts", parts)) {
      unfrozen.addAll(names.of(part));
      frozen.removeAll(names.of(part));
    }
    return this;
  }

  /** Lets all parts learn. */
  public FineTuningBuilder unfreezeAll() {
    unfrozen.addAll(trained.network().getConfiguration().getVertices().keySet());
    frozen.clear();
    return this;
  }

  /**
   * Another source vocabulary.
   *
   * @throws IllegalArgumentException if the model has no tokenizers to put others in place of
   */
  public FineTuningBuilder source(VocabularyChange change) {
    source = Arguments.given("change", change).apply(trained.source(), tokenizer(Side.SOURCE));
    return this;
  }

  /**
   * Another target vocabulary.
   *
   * @throws IllegalArgumentException if the model has no tokenizers to put others in place of
   */
  public FineTuningBuilder target(VocabularyChange change) {
    target = Arguments.given("change", change).apply(trained.target(), tokenizer(Side.TARGET));
    return this;
  }

  /** The same change of both vocabularies, as a table needs that source and target share. */
  public FineTuningBuilder both(VocabularyChange change) {
    return source(change).target(change);
  }

  /** Whether source and target share a table, so that their vocabularies change together. */
  public boolean sharesTable() {
    return new TokenParts(trained.network().getConfiguration()).areShared();
  }

  /**
   * From text to source ids, as it will be.
   *
   * @throws IllegalStateException if the model has no tokenizers
   */
  public TextCodec sourceCodec() {
    return codec(source);
  }

  /**
   * From target ids to text, as it will be.
   *
   * @throws IllegalStateException if the model has no tokenizers
   */
  public TextCodec targetCodec() {
    return codec(target);
  }

  private TextCodec codec(ChangedVocabulary vocabulary) {
    return new TextCodec(
        vocabulary
            .tokenizer()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Model \"" + trained.card().modelName() + "\" has no tokenizers")),
        vocabulary.after());
  }

  /**
   * The new model.
   *
   * @throws IllegalArgumentException if the changes do not go together: only one vocabulary of a
   *     shared table changes, nothing is left to train, a part cannot be changed or frozen so
   */
  public FineTuning build() {
    NewNetwork network = new NewNetwork(trained.network(), source, target);
    network.dropout(dropout);
    if (labelSmoothing != null) {
      network.labelSmoothing(labelSmoothing);
    }
    network.configured();
    if (seed != null) {
      network.seed(seed);
    }
    changes.forEach(change -> change.accept(network));
    network.freeze(frozen, unfrozen);
    FineTuningReport report = network.init(names.withParameters());
    Optional<Tokenizers> tokenizers =
        trained.tokenizers().isEmpty()
            ? Optional.empty()
            : Optional.of(new Tokenizers(source.tokenizer().get(), target.tokenizer().get()));
    ModelZip model =
        new ModelZip(network.network(), source.after(), target.after(), trained.card(), tokenizers);
    return new FineTuning(model, report);
  }
}
