package org.attentionzoo.zoo.training;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.GradientClipping;
import org.attentionzoo.layers.updater.UpdaterKind;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An updater that does what DL4J's does not: it clips the gradient of the whole network, as the
 * papers do (Pascanu et al. 2013, algorithm 1), and applies the gradient of several batches at
 * once, as if they were one batch.
 *
 * <pre>
 * g ← Σ tokens_i · g_i / Σ tokens_i        over the batches of an update
 * if |g| &gt; maxNorm: g ← g · maxNorm / |g|
 * update the parameters with g
 * </pre>
 *
 * <p>The loss is a mean over target tokens, so each batch counts by its tokens, which are the sum
 * of its label mask. {@code fit} counts iterations in batches; schedules and Adam see updates,
 * iteration / batches. Dropout sees iterations, so each batch has its own masks. What is left at
 * the end of an epoch waits for the next one.
 *
 * <p>A {@code ModelZip} holds which updater it was, and {@link Checkpoint} what it had gathered;
 * DL4J's own zips and {@code ComputationGraph.clone()} hold its state only, which a warning of the
 * log says: {@link #install} it again.
 */
public final class AccumulatingUpdater extends DirectUpdater {

  private static final Logger LOG = LoggerFactory.getLogger(AccumulatingUpdater.class);
  private static final StackWalker STACK = StackWalker.getInstance();

  private static final String BATCHES = "batches";
  private static final String MAX_NORM = "maxNorm";

  private final int batches;
  private final double maxNorm;
  private INDArray sum; // null before the first batch of a first update
  private double tokens;
  private Runnable others; // gathers what others computed before this network's own batch

  private AccumulatingUpdater(
      ComputationGraph network, INDArray state, int batches, double maxNorm) {
    super(network, state);
    this.batches = batches;
    this.maxNorm = maxNorm;
  }

  /**
   * Replaces the updater of an initialised network; its state (Adam's moments) is kept.
   *
   * @param batches how many batches make one update, at least 1
   * @param maxNorm the largest L2 norm of the network's gradient, 0 for any
   * @throws IllegalArgumentException if a value is out of its range; names it
   */
  public static AccumulatingUpdater install(ComputationGraph network, int batches, double maxNorm) {
    Arguments.given("network", network);
    if (batches < 1) {
      throw new IllegalArgumentException("batches must be at least 1, but is " + batches);
    }
    if (!(maxNorm >= 0 && maxNorm < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("maxNorm must be a norm, or 0 for any, but is " + maxNorm);
    }
    if (network.getFlattenedGradients() == null) {
      network.initGradientsView();
    }
    INDArray state = network.getUpdater().getStateViewArray();
    AccumulatingUpdater updater =
        state == null
            ? new AccumulatingUpdater(network, null, batches, maxNorm)
            : new AccumulatingUpdater(network, state.dup(), batches, maxNorm);
    network.setUpdater(updater);
    return updater;
  }

  /** As model zips know it. */
  public static final class Kind implements UpdaterKind {

    @Override
    public String name() {
      return "accumulating";
    }

    @Override
    public void install(ComputationGraph network, Map<String, Double> options) {
      Arguments.allGiven("options", options);
      double batches = options.getOrDefault(BATCHES, Double.NaN);
      if (batches != (int) batches || !options.keySet().equals(Set.of(BATCHES, MAX_NORM))) {
        throw new IllegalArgumentException(
            "it must have a whole number of batches and a maxNorm, but has " + options);
      }
      AccumulatingUpdater.install(network, (int) batches, options.get(MAX_NORM));
    }
  }

  @Override
  public String kind() {
    return new Kind().name();
  }

  @Override
  public Map<String, Double> options() {
    return Map.of(BATCHES, (double) batches, MAX_NORM, maxNorm);
  }

  /** What DL4J asks for where it copies or saves a network; all else it leaves behind. */
  @Override
  public INDArray getStateViewArray() {
    String caller =
        STACK
            .walk(frames -> frames.skip(1).findFirst())
            .map(frame -> frame.getClassName() + '.' + frame.getMethodName())
            .orElse("");
    if (caller.equals(ComputationGraph.class.getName() + ".clone")
        || caller.equals(ModelSerializer.class.getName() + ".writeModel")) {
      LOG.warn(
          "{} leaves out that the updater makes one update of {} batches and clips at {}: "
              + "AccumulatingUpdater.install(network, {}, {}) makes the new network go on so",
          caller.substring(caller.lastIndexOf('.', caller.lastIndexOf('.') - 1) + 1),
          batches,
          maxNorm,
          batches,
          maxNorm);
    }
    return super.getStateViewArray();
  }

  /** How many batches make one update. */
  public int batches() {
    return batches;
  }

  /**
   * What has been gathered of an update that is not complete: Σ tokens_i · g_i, a copy; null if
   * nothing has.
   */
  public INDArray pendingSum() {
    return tokens == 0 ? null : sum.dup();
  }

  /** Σ tokens_i of an update that is not complete. */
  public double pendingTokens() {
    return tokens;
  }

  /**
   * Goes on where another updater stopped in the middle of an update.
   *
   * @throws IllegalArgumentException if the sum has not one value for each parameter
   */
  public void resume(INDArray pendingSum, double pendingTokens) {
    Objects.requireNonNull(pendingSum, "pendingSum");
    INDArray gradients = getFlattenedGradientsView();
    if (batches == 1 || pendingSum.length() != gradients.length()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a pending sum of %d values does not fit %d parameters in updates of %d batches",
              pendingSum.length(),
              gradients.length(),
              batches));
    }
    sum = pendingSum.castTo(gradients.dataType()).dup().reshape(gradients.length());
    tokens = pendingTokens;
  }

  @Override
  protected DirectUpdater successor(INDArray state) {
    AccumulatingUpdater next = new AccumulatingUpdater(getNetwork(), state, batches, maxNorm);
    if (tokens != 0) {
      next.resume(sum, tokens);
    }
    return next;
  }

  @Override
  public synchronized void update(
      Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
    INDArray flat = gradient.gradient(); // a view of all gradients
    try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      if (others != null) {
        others.run();
      }
      if (batches > 1) {
        gather(flat, batchSize, tokensOf(getNetwork()));
        if ((iteration + 1) % batches != 0) {
          flat.assign(0); // parameters stay as they are
          return;
        }
        sum.divi(tokens == 0 ? 1 : tokens, flat);
        sum.assign(0);
        tokens = 0;
      } else if (isMiniBatch()) {
        flat.divi(batchSize);
      }
      if (maxNorm > 0) {
        GradientClipping.clip(flat, maxNorm);
      }
    }
    super.update(gradient, iteration / batches, epoch, 1, workspaces);
  }

  @Override
  protected boolean updatesAreFinal() {
    return true;
  }

  /** What is to be gathered before the next batch of this network, or null. */
  void afterThose(Runnable gathering) {
    others = gathering;
  }

  /**
   * Adds the gradient of a batch to those of its update.
   *
   * @param flat of all parameters; may be changed
   * @param examples rows of the batch
   * @param batchTokens Σ of its label mask
   */
  void gather(INDArray flat, int examples, double batchTokens) {
    if (isMiniBatch()) {
      flat.divi(examples);
    }
    if (sum == null) {
      sum = Nd4j.zeros(flat.dataType(), flat.length());
    }
    Nd4j.getBlasWrapper().level1().axpy(flat.length(), batchTokens, flat, sum);
    tokens += batchTokens;
  }

  /** Target tokens of the batch that a network has computed. */
  static double tokensOf(ComputationGraph network) {
    INDArray[] masks = network.getLabelMaskArrays();
    if (masks == null || masks[0] == null) {
      throw new IllegalStateException(
          "Batches of an update are weighted by the tokens of their label mask: none set");
    }
    return masks[0].sumNumber().doubleValue();
  }
}
