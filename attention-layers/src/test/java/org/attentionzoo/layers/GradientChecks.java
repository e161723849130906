package org.attentionzoo.layers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.LoggerFactory;

/**
 * DL4J's numeric gradient check for a ComputationGraph, in DOUBLE. The net needs {@code
 * dataType(DataType.DOUBLE)}, updater {@code NoOp} and smooth activations.
 *
 * <pre>
 *   GradientChecks.of(net, data).afterFitting(longer).onlyParams(p -&gt; p.endsWith("_W")).check();
 * </pre>
 *
 * <p>Use varied tokens: with identical ones attention gradients are exactly zero and hide errors.
 */
public final class GradientChecks {
  private static final Pattern RELATIVE = Pattern.compile("relError= ?([-+.\\dEeNa]+)");

  private final ComputationGraph net;
  private final MultiDataSet data;
  private final List<MultiDataSet> fitFirst = new ArrayList<>();
  private Predicate<String> wanted = param -> true;
  private double step = 1e-6;
  private double maxRelative = 1e-4;
  private double minAbsolute = 1e-8;
  private Long seed;

  private GradientChecks(ComputationGraph net, MultiDataSet data) {
    this.net = net;
    this.data = data;
  }

  public static GradientChecks of(ComputationGraph net, MultiDataSet data) {
    return new GradientChecks(net, data);
  }

  /** Masks may be null, or hold nulls. */
  public static GradientChecks of(
      ComputationGraph net,
      INDArray[] inputs,
      INDArray[] labels,
      INDArray[] inputMasks,
      INDArray[] labelMasks) {
    return of(net, new MultiDataSet(inputs, labels, inputMasks, labelMasks));
  }

  /**
   * Fits on {@code earlier} first (another length, another batch size), then puts the parameters
   * back: finds state that survives a step.
   */
  public GradientChecks afterFitting(MultiDataSet... earlier) {
    fitFirst.addAll(List.of(earlier));
    return this;
  }

  /**
   * Checks only parameters whose full name ({@code layer_W}) is wanted. GradientCheckUtil also
   * skips the first element of a parameter that follows an unwanted one.
   */
  public GradientChecks onlyParams(Predicate<String> wanted) {
    this.wanted = wanted;
    return this;
  }

  /** Resets ND4J's random seed before each forward pass, for layers that draw dropout masks. */
  public GradientChecks seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * Step of the central difference (1e-6), largest relative error (1e-4), and the absolute error
   * below which a relative one is not looked at (1e-8).
   */
  public GradientChecks tolerance(double step, double maxRelative, double minAbsolute) {
    this.step = step;
    this.maxRelative = maxRelative;
    this.minAbsolute = minAbsolute;
    return this;
  }

  /**
   * Runs the check, prints and returns the largest relative error among the gradients whose
   * absolute error is above the minimum.
   *
   * @throws AssertionError naming the parameters that fail
   */
  public double check() {
    DataType before = Nd4j.dataType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      fitEarlierBatches();
      return compare();
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }

  private void fitEarlierBatches() {
    INDArray params = net.params().dup();
    for (MultiDataSet earlier : fitFirst) {
      // the net keeps this array of inputs and the check puts its own into it
      INDArray[] inputs = earlier.getFeatures().clone();
      net.fit(
          inputs,
          earlier.getLabels().clone(),
          earlier.getFeaturesMaskArrays(),
          earlier.getLabelsMaskArrays());
    }
    net.params().assign(params);
  }

  private double compare() {
    Set<String> excluded = new HashSet<>(net.paramTable().keySet());
    excluded.removeIf(wanted);
    assertThat(net.paramTable().size()).as("parameters to check").isGreaterThan(excluded.size());
    GradientCheckUtil.GraphConfig config =
        new GradientCheckUtil.GraphConfig()
            .net(net)
            .inputs(data.getFeatures())
            .labels(data.getLabels())
            .inputMask(data.getFeaturesMaskArrays())
            .labelMask(data.getLabelsMaskArrays())
            .epsilon(step)
            .maxRelError(maxRelative)
            .minAbsoluteError(minAbsolute)
            .excludeParams(excluded)
            .print(GradientCheckUtil.PrintMode.ALL);
    if (seed != null) {
      config.callEachIter(graph -> Nd4j.getRandom().setSeed(seed));
    }
    Report report = new Report();
    boolean passed;
    Logger logger = (Logger) LoggerFactory.getLogger(GradientCheckUtil.class);
    Level level = logger.getLevel();
    boolean additive = logger.isAdditive();
    report.setContext(logger.getLoggerContext());
    report.start();
    logger.addAppender(report);
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
    try {
      passed = GradientCheckUtil.checkGradients(config);
    } finally {
      logger.detachAppender(report);
      logger.setAdditive(additive);
      logger.setLevel(level);
    }
    System.out.printf(
        "gradient check: %d of %d parameters compared, max relative error %.2e%n",
        report.compared, net.params().length(), report.maxRelative);
    assertThat(report.failures).as("failed gradients").isEmpty();
    assertThat(passed).as("gradient check passed").isTrue();
    assertThat(report.compared).as("gradients compared").isPositive();
    return report.maxRelative;
  }

  /** Reads the errors out of the messages of GradientCheckUtil, which returns only a boolean. */
  private static final class Report extends AppenderBase<ILoggingEvent> {
    private final List<String> failures = new ArrayList<>();
    private int compared;
    private double maxRelative;

    @Override
    protected void append(ILoggingEvent event) {
      String message = event.getFormattedMessage();
      Matcher relative = RELATIVE.matcher(message);
      if (!message.startsWith("Param ") || !relative.find()) {
        return;
      }
      compared++;
      if (message.contains("absolute error =")) {
        return;
      }
      maxRelative = Math.max(maxRelative, Double.parseDouble(relative.group(1)));
      if (message.contains("FAILED")) {
        failures.add(message);
      }
    }
  }
}
