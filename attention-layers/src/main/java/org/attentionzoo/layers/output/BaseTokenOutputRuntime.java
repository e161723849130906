package org.attentionzoo.layers.output;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.runtime.ReusableArray;
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
 * Runs a {@link BaseTokenOutput}: everything but where the weight comes from. The logits [N·T, V]
 * would be the largest array of a step: {@link ChunkedLoss} never holds all of them, and where it
 * cannot run they live in one buffer that is kept between calls and overwritten with their
 * gradient.
 */
abstract class BaseTokenOutputRuntime<C extends BaseTokenOutput> extends NoClassifier<C> {
  private static final Logger LOG = LoggerFactory.getLogger(BaseTokenOutputRuntime.class);
  private static final List<String> KERNELS = List.of("chunked_loss", "softmax_rows");

  private final transient ReusableArray logitsMemory = new ReusableArray();
  private final transient ChunkedLoss chunkedLoss = new ChunkedLoss();
  private final transient DecodingTable decodingTable = new DecodingTable();
  private INDArray labels;

  /** What the log says; null before the first pass. */
  private transient volatile Boolean loggedKernels;

  /** Loss found by the last backward pass, for the score that DL4J asks for right after it. */
  private Double lossOfBackward;

  BaseTokenOutputRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** The token vectors, [V, d]. */
  abstract INDArray table(boolean training, LayerWorkspaceMgr mgr);

  /** Where the gradient of the table goes, [V, d]. */
  abstract INDArray tableGradient(Gradient gradient, LayerWorkspaceMgr mgr);

  /** Whether the kernels run; logs it when it is new. */
  private boolean usesKernels() {
    boolean uses = ChunkedLoss.usable(dataType);
    if (!Boolean.valueOf(uses).equals(loggedKernels)) {
      loggedKernels = uses;
      String name =
          layerConf().getClass().getSimpleName() + " \"" + layerConf().getLayerName() + '"';
      Kernels.log(LOG, name, dataType, uses ? KERNELS : List.of());
    }
    return uses;
  }

  private INDArray bias(boolean training, LayerWorkspaceMgr mgr) {
    return hasBias() ? getParamWithNoise(DefaultParamInitializer.BIAS_KEY, training, mgr) : null;
  }

  private INDArray rows(ArrayType memory, LayerWorkspaceMgr mgr) {
    return HiddenStates.rows(input, layerConf().getNIn(), dataType, memory, mgr, layerId());
  }

  private Targets targets() {
    if (labels == null) {
      throw new IllegalStateException("no labels have been set " + layerId());
    }
    HiddenStates.requireShape(input, layerConf().getNIn(), layerId());
    return Targets.of(
        labels, maskArray, input.size(0), input.size(2), layerConf().getNOut(), layerId());
  }

  private INDArray logits(INDArray rows, INDArray table, INDArray bias) {
    INDArray out = logitsMemory.of(dataType, rows.size(0), layerConf().getNOut());
    Projection.logits(rows, table, bias, out);
    return out;
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
    INDArray table = table(training, mgr);
    INDArray bias = bias(training, mgr);
    if (usesKernels()) {
      SoftmaxRows.write(rows, table, bias, flat);
    } else {
      Projection.logits(rows, table, bias, flat);
      SoftmaxCrossEntropy.softmax(flat);
    }
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
    INDArray biasGradient = hasBias() ? gradientViews.get(DefaultParamInitializer.BIAS_KEY) : null;
    ChunkedLoss.Gradients gradients =
        new ChunkedLoss.Gradients(
            tableGradient(result, mgr), biasGradient, epsilon.reshape('c', n * t, d));
    if (biasGradient != null) {
      result.setGradientFor(DefaultParamInitializer.BIAS_KEY, biasGradient);
    }
    double scale = gradientScale(n, targets.tokens());
    double[] losses = lossesAndGradients(rows, targets, scale, gradients, mgr);
    lossOfBackward = mean(losses, targets.tokens());
    return new Pair<>(result, backpropDropOutIfPresent(epsilon.permute(0, 2, 1))); // [N, d, T]
  }

  private double[] lossesAndGradients(
      INDArray rows,
      Targets targets,
      double scale,
      ChunkedLoss.Gradients gradients,
      LayerWorkspaceMgr mgr) {
    double smoothing = layerConf().getLabelSmoothing();
    INDArray table = table(true, mgr);
    INDArray bias = bias(true, mgr);
    if (usesKernels()) {
      return chunkedLoss.run(rows, table, bias, targets, smoothing, scale, gradients);
    }
    // the logits become their gradient
    INDArray logits = logits(rows, table, bias); // [N·T, V]
    double[] losses = SoftmaxCrossEntropy.lossesAndGradient(logits, targets, smoothing, scale);
    Projection.tableGradient(logits, rows, gradients.table());
    if (bias != null) {
      Projection.biasGradient(logits, gradients.bias());
    }
    Projection.hiddenGradient(logits, table, gradients.hidden());
    return losses;
  }

  /** The updater divides by N when {@code miniBatch} is set; the loss is a mean over tokens. */
  private double gradientScale(long n, int tokens) {
    double batch = conf().isMiniBatch() ? n : 1;
    return tokens == 0 ? 0 : batch / tokens;
  }

  private static double mean(double[] losses, int tokens) {
    return tokens == 0 ? 0 : Arrays.stream(losses).sum() / tokens;
  }

  @Override
  public double computeScore(double regularization, boolean training, LayerWorkspaceMgr mgr) {
    assertInputSet(false);
    double loss;
    if (training && lossOfBackward != null) {
      loss = lossOfBackward;
    } else {
      Targets targets = targets();
      loss = mean(losses(targets, training, mgr), targets.tokens());
    }
    lossOfBackward = null;
    score = loss + regularization;
    return score;
  }

  private double[] losses(Targets targets, boolean training, LayerWorkspaceMgr mgr) {
    applyDropOutIfNecessary(training, mgr);
    INDArray rows = rows(ArrayType.FF_WORKING_MEM, mgr);
    INDArray table = table(training, mgr);
    INDArray bias = bias(training, mgr);
    double smoothing = layerConf().getLabelSmoothing();
    return usesKernels()
        ? chunkedLoss.run(rows, table, bias, targets, smoothing, 0, null)
        : SoftmaxCrossEntropy.losses(logits(rows, table, bias), targets, smoothing);
  }

  /** [N, 1]: the mean loss over each example's real tokens (0 without any), plus regularization. */
  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr mgr) {
    assertInputSet(false);
    Targets targets = targets();
    double[] losses = losses(targets, false, mgr);
    int n = losses.length / targets.length();
    INDArray scores = mgr.create(ArrayType.ACTIVATIONS, dataType, new long[] {n, 1}, 'c');
    for (int i = 0; i < n; i++) {
      double sum = 0;
      int tokens = 0;
      for (int r = i * targets.length(); r < (i + 1) * targets.length(); r++) {
        if (targets.ids()[r] != Targets.PADDING) {
          sum += losses[r];
          tokens++;
        }
      }
      scores.putScalar(i, 0, regularization + (tokens == 0 ? 0 : sum / tokens));
    }
    return scores;
  }

  private void checkHidden(INDArray hidden) {
    Arguments.given("hidden", hidden);
    long d = layerConf().getNIn();
    if (hidden.rank() != 2 || hidden.size(1) != d || hidden.size(0) == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "hidden states have shape %s, expected [R, %d] with R > 0 %s",
              Arrays.toString(hidden.shape()),
              d,
              layerId()));
    }
  }

  /** Log-probabilities of hidden rows under the table. */
  final RowScorer rowScorer(Supplier<INDArray> table) {
    return new RowScorer() {
      private INDArray transposed; // [d, V]; null before it is needed

      @Override
      public void begin() {
        transposed = null;
      }

      @Override
      public void score(INDArray hidden, RowReader reader) {
        if (usesKernels()) {
          checkHidden(hidden);
          Matrix rows = Matrix.of(HiddenStates.withoutGaps(hidden.castTo(dataType)));
          Matrix logits = Matrix.of(memory.of(dataType, rows.rows(), layerConf().getNOut()));
          if (DecodingTable.pays(rows.rows())) {
            transposed = transposed == null ? decodingTable.of(table.get()) : transposed;
            Gemm.multiply(rows, Matrix.of(transposed), logits);
          } else {
            Gemm.gemm(rows, false, Matrix.of(table.get()), true, 0, logits);
          }
          SoftmaxRows.read(logits, biasParameter(), reader);
        } else {
          float[][] scores = logProbabilities(hidden, table.get()).toFloatMatrix();
          for (int r = 0; r < scores.length; r++) {
            reader.read(r, new TokenScores(scores[r], 0));
          }
        }
      }
    };
  }

  private INDArray biasParameter() {
    return hasBias() ? getParam(DefaultParamInitializer.BIAS_KEY) : null;
  }

  /** Log-probabilities [R, V] of hidden rows [R, d] under the given table, in a new array. */
  final INDArray logProbabilities(INDArray hidden, INDArray table) {
    checkHidden(hidden);
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      INDArray out = Nd4j.createUninitialized(dataType, hidden.size(0), layerConf().getNOut());
      Projection.logits(hidden.castTo(dataType), table, biasParameter(), out);
      SoftmaxCrossEntropy.logSoftmax(out);
      return out;
    }
  }

  @Override
  public void computeGradientAndScore(LayerWorkspaceMgr mgr) {
    gradient = backpropGradient(null, mgr).getFirst();
    computeScore(0, true, mgr);
  }

  /** To be called when anything the loss depends on changes. */
  final void forgetLoss() {
    lossOfBackward = null;
  }

  @Override
  public void setInput(INDArray input, LayerWorkspaceMgr mgr) {
    forgetLoss();
    super.setInput(input, mgr);
  }

  @Override
  public void setLabels(INDArray labels) {
    if (labels != this.labels) {
      lossOfBackward = null;
    }
    this.labels = labels;
  }

  /** The label mask; the only mask that counts. */
  @Override
  public void setMaskArray(INDArray mask) {
    if (mask != maskArray) {
      lossOfBackward = null;
    }
    super.setMaskArray(mask);
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
    lossOfBackward = null;
  }

  @Override
  public void close() {
    logitsMemory.close();
    chunkedLoss.close();
    decodingTable.close();
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
