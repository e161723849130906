package org.attentionzoo.zoo.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.processor.BlasCore;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.UpdaterKind;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.ModelZipException;
import org.attentionzoo.zoo.io.TrustedClasses;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.ModelMetaData;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.ZooType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the zoo's models have in common: inputs "source" and "target" (token ids {@code [N, S]} and
 * {@code [N, T]}), output "output".
 */
public abstract class SequenceModel extends ZooModel<SequenceModel> {

  static {
    BlasCore.choose();
  }

  /** Name of the input of source ids. */
  public static final String SOURCE = "source";

  /** Name of the input of target ids: the begin token, then the target (teacher forcing). */
  public static final String TARGET = "target";

  /** Name of the output: probabilities {@code [N, V, T]}; its labels are ids {@code [N, T]}. */
  public static final String OUTPUT = "output";

  private final ModelBuilder<?> options;

  SequenceModel(ModelBuilder<?> options) {
    this.options = options;
  }

  /** A new configuration of this model. */
  public final ComputationGraphConfiguration conf() {
    NeuralNetConfiguration.Builder network = options.network();
    ComputationGraphConfiguration.GraphBuilder graph =
        network
            .graphBuilder()
            .addInputs(SOURCE, TARGET)
            .setInputTypes(
                InputType.recurrent(options.sourceVocabularySize),
                InputType.recurrent(options.targetVocabularySize));
    addParts(graph);
    ComputationGraphConfiguration conf = graph.setOutputs(OUTPUT).build();
    if (options.precision != null) {
      Precise.set(conf, options.precision);
    }
    return conf;
  }

  /** Adds everything between the inputs and the output, and the output. */
  abstract void addParts(ComputationGraphConfiguration.GraphBuilder graph);

  /**
   * A new network with random parameters, which depend on the seed.
   *
   * @throws IllegalArgumentException if they are more than ND4J may allocate; names the sizes
   */
  @Override
  @SuppressWarnings("unchecked")
  public final ComputationGraph init() {
    checkMemory();
    ComputationGraph network = new ComputationGraph(conf());
    network.init();
    options.initialization.apply(network, options.seed);
    DirectUpdater.install(network);
    return network;
  }

  /**
   * A network with the parameters of a saved one and the options of this builder: updater, dropout,
   * label smoothing, regularization, clipping, seed, data type. If all parts have the updaters they
   * were saved with and none was frozen, the training goes on where it stopped; else it begins
   * anew, at iteration 0, and all parts learn.
   *
   * @param zip written by {@link ModelZip#save}
   * @throws ModelZipException if the file is missing, damaged or no model zip, or holds a model of
   *     other parts, sizes or options that change what is computed; names the first difference
   */
  public final ComputationGraph initPretrained(Path zip) throws ModelZipException {
    return initPretrained(zip, TrustedClasses.standard());
  }

  /**
   * The same from a zip with classes that are neither this library's nor DL4J's, such as a schedule
   * of your own.
   *
   * @throws ModelZipException as above, or if the zip names a class that is not trusted
   */
  public final ComputationGraph initPretrained(Path zip, TrustedClasses trusted)
      throws ModelZipException {
    Arguments.given("zip", zip);
    Arguments.given("trusted", trusted);
    ComputationGraph saved = ModelZip.load(zip, true, trusted).network();
    ComputationGraphConfiguration conf = conf();
    try {
      ModelComparison.checkSame(conf, saved.getConfiguration());
    } catch (IllegalArgumentException e) {
      throw new ModelZipException(zip, e.getMessage(), e);
    }
    return init(conf, saved);
  }

  /**
   * A network with the parameters of a pretrained model and the options of this builder, which have
   * to be those of the model where they change what is computed; otherwise like {@link
   * #initPretrained(Path)}. {@link PretrainedModels#load} gives the network as it was trained, with
   * its vocabularies, and needs no options.
   *
   * @param name of a model that {@link PretrainedModels#standard} lists
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if there is no such model, says which there are; if it cannot be fetched or
   *     read; or if it has other parts, sizes or options, names the first difference
   */
  public final ComputationGraph initPretrained(String name) throws IOException {
    ComputationGraph saved = PretrainedModels.standard().load(name).network();
    ComputationGraphConfiguration conf = conf();
    try {
      ModelComparison.checkSame(conf, saved.getConfiguration());
    } catch (IllegalArgumentException e) {
      throw new IOException("model \"" + name + "\": " + e.getMessage(), e);
    }
    return init(conf, saved);
  }

  /** Whether there is a pretrained model of a name; {@link PretrainedModels#list} says which. */
  public final boolean pretrainedAvailable(String name) throws IOException {
    return PretrainedModels.standard().has(name);
  }

  /**
   * Not by DL4J's types, which are data sets of pictures.
   *
   * @throws UnsupportedOperationException always; says which models there are
   */
  @Override
  public final Model initPretrained() {
    throw new UnsupportedOperationException(
        modelName() + " has pretrained parameters by name only; " + pretrainedNames());
  }

  /**
   * Not by DL4J's types, which are data sets of pictures.
   *
   * @throws UnsupportedOperationException always; says which models there are
   */
  @Override
  public final <M extends Model> M initPretrained(PretrainedType type) {
    throw new UnsupportedOperationException(
        modelName() + " has no pretrained parameters of " + type + "; " + pretrainedNames());
  }

  /** Without asking a server: this is for a message. */
  private static String pretrainedNames() {
    try {
      List<String> names =
          PretrainedModels.standard().offline(true).list().stream()
              .map(found -> "initPretrained(\"" + found.model().name() + "\")")
              .toList();
      return "there is " + (names.isEmpty() ? "none" : String.join(", ", names));
    } catch (IOException | IllegalArgumentException e) {
      return "which there are could not be read: " + e.getMessage();
    }
  }

  private static ComputationGraph init(ComputationGraphConfiguration conf, ComputationGraph saved) {
    boolean goesOn =
        ModelComparison.sameUpdaters(conf, saved.getConfiguration())
            && !ModelComparison.isAnyFrozen(saved.getConfiguration());
    if (goesOn) {
      conf.setIterationCount(saved.getIterationCount());
      conf.setEpochCount(saved.getEpochCount());
    }
    ComputationGraph network = new ComputationGraph(conf);
    INDArray parameters = saved.params().castTo(conf.getDataType());
    network.init(parameters.reshape(1, parameters.length()), false);
    INDArray state = saved.getUpdater().getStateViewArray();
    if (goesOn && state != null) {
      network.getUpdater().setStateViewArray(state);
    }
    DirectUpdater.install(network);
    if (goesOn
        && saved.getUpdater() instanceof DirectUpdater before
        && !before.options().isEmpty()) {
      UpdaterKind.of(before.kind()).install(network, before.options());
    }
    return network;
  }

  /** The number of parameters {@link #init} would allocate, without allocating them. */
  public final long parameterCount() {
    return conf().getVertices().values().stream().mapToLong(v -> count(v)).sum();
  }

  /** A table of every part with its parameters; allocates them to do so. */
  public final String summary() {
    return Summary.of(init());
  }

  /** Before anything is allocated: what fails then says nothing of the options. */
  private void checkMemory() {
    long parameters = parameterCount();
    long available = Pointer.maxPhysicalBytes();
    if (available > 0 && parameters > available / options.dataType.width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s of %s needs %,d MB for its %,d parameters, and ND4J may use %,d MB; "
                  + "-Dorg.bytedeco.javacpp.maxphysicalbytes and -Xmx set how much",
              modelName(),
              sizes(),
              parameters / (1 << 20) * options.dataType.width(),
              parameters,
              available >> 20));
    }
  }

  private String sizes() {
    return String.format(
        Locale.ROOT,
        "sourceVocabularySize %d, targetVocabularySize %d, %s",
        options.sourceVocabularySize,
        options.targetVocabularySize,
        options.sizes());
  }

  private static long count(GraphVertex vertex) {
    return vertex.numParams(false);
  }

  /**
   * Two inputs of any length, one output.
   *
   * @deprecated by DL4J
   */
  @Override
  @Deprecated
  public ModelMetaData metaData() {
    return new ModelMetaData(new int[][] {{-1}, {-1}}, 1, ZooType.RNN);
  }

  @Override
  public Class<? extends Model> modelType() {
    return ComputationGraph.class;
  }

  /**
   * @throws UnsupportedOperationException always: the inputs have any length, and the vocabulary
   *     sizes are options of the builder
   */
  @Override
  public void setInputShape(int[][] inputShape) {
    throw new UnsupportedOperationException(
        modelName() + " takes sequences of any length; set the vocabulary sizes in its builder");
  }

  /** Null: DL4J's types are data sets of pictures; see {@link #initPretrained(String)}. */
  @Override
  public String pretrainedUrl(PretrainedType type) {
    return null;
  }

  @Override
  public long pretrainedChecksum(PretrainedType type) {
    return 0;
  }
}
