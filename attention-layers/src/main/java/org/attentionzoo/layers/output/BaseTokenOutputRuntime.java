package org.attentionzoo.layers.output;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link BaseTokenOutput} as DL4J sees it: which arrays go into the mathematics of {@link
 * TokenSoftmax}, and where results go. Where the weight comes from is a subclass's.
 */
abstract class BaseTokenOutputRuntime<C extends BaseTokenOutput> extends NoClassifier<C> {
  private static final Logger LOG = LoggerFactory.getLogger(BaseTokenOutputRuntime.class);

  private transient TokenSoftmax softmax; // null before the first pass
  private INDArray labels;

  /** Of a backward pass whose score DL4J has not asked for yet, else null. */
  private transient PassLoss passLoss;

  BaseTokenOutputRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** Chosen at the first pass, as plans of other layers are. */
  private synchronized TokenSoftmax softmax() {
    if (softmax == null) {
      C conf = layerConf();
      softmax = TokenSoftmax.of(dataType, conf.getPrecision());
      String name = conf.getClass().getSimpleName() + " \"" + conf.getLayerName() + '"';
      Kernels.log(LOG, name, dataType, softmax.kernels());
    }
    return softmax;
  }

  /** The token vectors, [V, d]. */
  abstract INDArray table(boolean training, LayerWorkspaceMgr mgr);

  /** Where the gradient of the table goes, [V, d]; null if nobody wants it. */
  abstract INDArray tableGradient(Gradient gradient, LayerWorkspaceMgr mgr);

  /** Whether the parameters stay as they are; then nothing is dropped either. */
  final boolean isFrozen() {
    return layerConf().isFrozenWithBackprop();
  }

  @Override
  protected void applyDropOutIfNecessary(boolean training, LayerWorkspaceMgr mgr) {
    super.applyDropOutIfNecessary(training && !isFrozen(), mgr);
  }

  @Override
  public void applyConstraints(int iteration, int epoch) {
    if (!isFrozen()) {
      super.applyConstraints(iteration, epoch);
    }
  }

  private INDArray bias(boolean training, LayerWorkspaceMgr mgr) {
    return hasBias() ? getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, mgr) : null;
  }

  private INDArray rows(ArrayType memory, LayerWorkspaceMgr mgr) {
    return HiddenStates.rows(
        input, layerConf().getNIn(), dataType, memory, mgr, softmax()::finite, layerId());
  }

  private Targets targets() {
    if (labels == null) {
      throw new IllegalStateException("no labels have been set " + layerId());
    }
    HiddenStates.requireShape(input, layerConf().getNIn(), layerId());
    return Targets.of(
        labels, maskArray, input.size(0), input.size(2), layerConf().getNOut(), layerId());
  }

  /** Probabilities [N, V, T], a view of a contiguous [N, T, V]. */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr mgr) {
    assertInputSet(false);
    applyDropOutIfNecessary(training, mgr);
    INDArray rows = rows(ArrayType.FF_WORKING_MEM, mgr); // [N·T, d]
    long v = layerConf().getNOut();
    INDArray out =
        mgr.createUninitialized(
            ArrayType.ACTIVATIONS, dataType, new long[] {input.size(0), input.size(2), v}, 'c');
    INDArray flat = out.reshape('c', rows.size(0), v); // [N·T, V]
    softmax().probabilities(rows, table(training, mgr), bias(training, mgr), flat);
    return out.permute(0, 2, 1); // [N, V, T]
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray ignored, LayerWorkspaceMgr mgr) {
    assertInputSet(true);
    applyDropOutIfNecessary(true, mgr);
    INDArray rows = rows(ArrayType.BP_WORKING_MEM, mgr); // [N·T, d]
    Targets targets = targets();
    long n = input.size(0);
    long t = input.size(2);
    long d = layerConf().getNIn();
    INDArray epsilon =
        mgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, new long[] {n, t, d}, 'c');
    Gradient result = new DefaultGradient();
    INDArray biasGradient =
        hasBias() && !isFrozen() ? gradientViews.get(DefaultParamInitializer.BIAS_KEY) : null;
    TokenSoftmax.Gradients gradients =
        new TokenSoftmax.Gradients(
            tableGradient(result, mgr), biasGradient, epsilon.reshape('c', n * t, d));
    if (biasGradient != null) {
      result.setGradientFor(DefaultParamInitializer.BIAS_KEY, biasGradient);
    }
    INDArray table = table(true, mgr);
    double[] losses =
        softmax()
            .lossesAndGradients(
                rows,
                table,
                bias(true, mgr),
                targets,
                layerConf().getLabelSmoothing(),
                gradientScale(n, targets.tokens()),
                gradients);
    passLoss = new PassLoss(targets.mean(losses), input, labels, maskArray, table);
    INDArray below = epsilon.permute(0, 2, 1); // [N, d, T]
    return new Pair<>(result, isFrozen() ? below : backpropDropOutIfPresent(below));
  }

  /** The updater divides by N when {@code miniBatch} is set; the loss is a mean over tokens. */
  private double gradientScale(long n, int tokens) {
    double batch = conf().isMiniBatch() ? n : 1;
    return tokens == 0 ? 0 : batch / tokens;
  }

  /**
   * The loss plus regularization. Right after a backward pass a score of training is that pass's,
   * with its dropout and its parameters, and costs nothing.
   */
  @Override
  public double computeScore(double regularization, boolean training, LayerWorkspaceMgr mgr) {
    assertInputSet(false);
    PassLoss known = passLoss;
    passLoss = null; // given once
    if (training && known != null && known.isOf(input, labels, maskArray, table(true, mgr))) {
      score = known.loss() + regularization;
    } else {
      Targets targets = targets();
      score = targets.mean(losses(targets, training, mgr)) + regularization;
    }
    return score;
  }

  private double[] losses(Targets targets, boolean training, LayerWorkspaceMgr mgr) {
    applyDropOutIfNecessary(training, mgr);
    INDArray rows = rows(ArrayType.FF_WORKING_MEM, mgr);
    double smoothing = layerConf().getLabelSmoothing();
    return softmax().losses(rows, table(training, mgr), bias(training, mgr), targets, smoothing);
  }

  /** [N, 1]: the mean loss over each example's real tokens (0 without any), plus regularization. */
  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr mgr) {
    assertInputSet(false);
    Targets targets = targets();
    double[] means = targets.meanOfExamples(losses(targets, false, mgr));
    INDArray scores =
        mgr.create(ArrayType.ACTIVATIONS, dataType, new long[] {means.length, 1}, 'c');
    for (int i = 0; i < means.length; i++) {
      scores.putScalar(i, 0, regularization + means[i]);
    }
    return scores;
  }

  /** Log-probabilities of hidden rows under the table. */
  final RowScorer rowScorer(Supplier<INDArray> table, DecodingFactors factors) {
    Arguments.given("factors", factors);
    return softmax().rows(table, this::biasParameter, layerId(), factors);
  }

  private INDArray biasParameter() {
    return hasBias() ? getParam(DefaultParamInitializer.BIAS_KEY) : null;
  }

  /** Log-probabilities [R, V] of hidden rows [R, d] under the given table, in a new array. */
  final INDArray logProbabilities(INDArray hidden, INDArray table) {
    HiddenStates.requireRows(hidden, layerConf().getNIn(), layerId());
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray out = Nd4j.createUninitialized(dataType, hidden.size(0), layerConf().getNOut());
      softmax().logits(hidden.castTo(dataType), table, biasParameter(), out);
      SoftmaxCrossEntropy.logSoftmax(out);
      return out;
    }
  }

  @Override
  public void computeGradientAndScore(LayerWorkspaceMgr mgr) {
    gradient = backpropGradient(null, mgr).getFirst();
    computeScore(0, true, mgr);
  }

  /** Begins another pass. */
  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr mgr) {
    passLoss = null;
    super.setInput(input, mgr);
  }

  @Override
  public void setLabels(INDArray labels) {
    this.labels = labels;
  }

  /** A feature mask passes by: it says which inputs are padding, not which targets. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int n) {
    return new Pair<>(mask, state);
  }

  @Override
  public void clear() {
    super.clear();
    labels = null;
  }

  @Override
  public void close() {
    if (softmax != null) {
      softmax.close();
    }
    super.close();
  }

  /** A layer of its own with copies of the parameters. */
  @Override
  public Layer clone() {
    BaseTokenOutputRuntime<?> copy = layerConf().runtime(conf.clone(), dataType);
    Map<String, INDArray> table = new LinkedHashMap<>();
    params.forEach((key, value) -> table.put(key, value.dup()));
    copy.setParamTable(table);
    copy.setIndex(index);
    return copy;
  }

  @Override
  public boolean hasBias() {
    return layerConf().hasBias();
  }

  @Override
  public Type type() {
    return Type.RECURRENT;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public boolean needsLabels() {
    return true;
  }

  @Override
  public INDArray getLabels() {
    return labels;
  }

  @Override
  public int numLabels() {
    return (int) layerConf().getNOut();
  }
}
