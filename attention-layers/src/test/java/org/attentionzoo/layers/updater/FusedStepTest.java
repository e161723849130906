package org.attentionzoo.layers.updater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.stepfunctions.DefaultStepFunction;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.Solver;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.StepFunction;
import org.deeplearning4j.optimize.solvers.accumulation.BasicGradientsAccumulator;
import org.deeplearning4j.optimize.solvers.accumulation.LocalHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** DL4J's own updater and step beside it, bit for bit, in networks that are large enough. */
class FusedStepTest {
  private static final int IN = 31;
  private static final int WIDE = 1021;

  private int threads;

  /** What makes a network another one. */
  private static final class Options {
    private DataType type = DataType.FLOAT;
    private IUpdater wide = new FastAdam(1e-2);
    private boolean frozen;
    private boolean adds;
    private Regularization term;
  }

  private static ComputationGraph net(Consumer<Options> change) {
    Options options = new Options();
    change.accept(options);
    DenseLayer first = new DenseLayer.Builder().nIn(IN).nOut(WIDE).build();
    DenseLayer.Builder second = new DenseLayer.Builder().nIn(WIDE).nOut(WIDE).updater(options.wide);
    if (options.term != null) {
      second.regularization(List.of(options.term));
    }
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .dataType(options.type)
            .activation(Activation.TANH)
            .updater(new FastAdam(1e-2));
    if (options.adds) {
      builder.stepFunction(new DefaultStepFunction());
    }
    ComputationGraph net =
        new ComputationGraph(
            builder
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", options.frozen ? new FrozenLayer(first) : first, "in")
                .addLayer("second", second.build(), "first")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(WIDE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build(),
                    "second")
                .setOutputs("out")
                .build());
    net.init();
    assertThat(net.numParams()).isGreaterThan(FusedStep.FEW);
    return net;
  }

  private static MultiDataSet batch(int n) {
    return new MultiDataSet(Nets.values(n, n, IN), Nets.values(n + 1, n, 2));
  }

  /** An updater that says when its network's parameters have changed. */
  private static class Watched extends DirectUpdater {
    private final boolean isFinal;
    private final List<Boolean> steps = new ArrayList<>();

    Watched(ComputationGraph network, boolean isFinal) {
      super(network, network.getUpdater().getStateViewArray());
      this.isFinal = isFinal;
    }

    static Watched of(ComputationGraph network) {
      Watched updater = new Watched(network, true);
      network.setUpdater(updater);
      return updater;
    }

    @Override
    protected boolean updatesAreFinal() {
      return isFinal;
    }

    @Override
    public synchronized void update(
        Gradient gradient, int iteration, int epoch, int size, LayerWorkspaceMgr workspaces) {
      INDArray before = getParams().dup();
      super.update(gradient, iteration, epoch, size, workspaces);
      steps.add(!before.equalsWithEps(getParams(), 0));
    }
  }

  private static void assertSameBits(ComputationGraph actual, ComputationGraph expected) {
    assertSameBits(actual.params(), expected.params());
    assertSameBits(actual.gradient().gradient(), expected.gradient().gradient());
    assertSameBits(
        actual.getUpdater().getStateViewArray(), expected.getUpdater().getStateViewArray());
  }

  private static void assertSameBits(INDArray actual, INDArray expected) {
    double[] a = actual.toDoubleVector();
    double[] b = expected.toDoubleVector();
    int at = Arrays.mismatch(a, b);
    assertThat(at).as(() -> "element " + at + ": " + a[at] + " for " + b[at]).isEqualTo(-1);
  }

  private static List<Boolean> fitBoth(Consumer<Options> change) {
    ComputationGraph stock = net(change);
    ComputationGraph fused = net(change);
    Watched updater = Watched.of(fused);
    for (int n = 3; n <= 6; n++) {
      stock.fit(batch(n));
      fused.fit(batch(n));
      assertSameBits(fused, stock);
    }
    return updater.steps;
  }

  @BeforeEach
  void severalThreads() {
    threads = ParallelRows.threads();
    ParallelRows.setThreads(3);
  }

  @AfterEach
  void threadsOfOthers() {
    ParallelRows.setThreads(threads);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void fitTakesTheStepOnce(DataType type) {
    assertThat(fitBoth(options -> options.type = type)).containsOnly(true);
  }

  @Test
  void oneThreadLeavesItToDl4j() {
    ParallelRows.setThreads(1);
    assertThat(fitBoth(options -> {})).containsOnly(false);
  }

  @Test
  void otherUpdatersFrozenLayersAndWeightDecayStepAsBefore() {
    assertThat(fitBoth(options -> options.wide = new Sgd(0.1))).containsOnly(true);
    assertThat(fitBoth(options -> options.frozen = true)).containsOnly(true);
    assertThat(fitBoth(options -> options.term = new WeightDecay(0.1, true))).containsOnly(true);
    assertThat(fitBoth(options -> options.term = new L2Regularization(0.1))).containsOnly(true);
  }

  @Test
  void anInstalledUpdaterDoesSoToo() {
    ComputationGraph stock = net(options -> {});
    ComputationGraph fused = net(options -> {});
    DirectUpdater.install(fused);
    List<INDArray> updates = new ArrayList<>();
    fused.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            assertThat(fused.getOptimizer().getGradientsAccumulator()).isNull();
            updates.add(model.gradient().gradient().dup());
          }
        });
    INDArray before = fused.params().dup();
    stock.fit(batch(4));
    fused.fit(batch(4));
    assertSameBits(fused, stock);
    assertSameBits(before.sub(updates.get(0)), fused.params());
  }

  @Test
  void aStepFunctionOfTheUsersIsNotPassedOver() {
    assertThat(fitBoth(options -> options.adds = true)).containsOnly(false);
  }

  @Test
  void aLoopOfTheUsersOwnSubtractsByItself() {
    ComputationGraph stock = net(options -> {});
    ComputationGraph fused = net(options -> {});
    Watched updater = Watched.of(fused);
    stock.fit(batch(4));
    fused.fit(batch(4));
    ownStep(stock);
    ownStep(fused);
    assertSameBits(fused, stock);
    assertThat(updater.steps).containsExactly(true, false);
  }

  private static void ownStep(ComputationGraph net) {
    net.setInputs(batch(5).getFeatures());
    net.setLabels(batch(5).getLabels());
    net.computeGradientAndScore();
    net.getUpdater().update(net.gradient(), 1, 0, 5, LayerWorkspaceMgr.noWorkspaces());
    net.params().subi(net.gradient().gradient());
  }

  @Test
  void soItDoesWithinFitOfAnotherNetwork() {
    ComputationGraph stock = net(options -> {});
    ComputationGraph fused = net(options -> {});
    Watched updater = Watched.of(fused);
    ComputationGraph other = net(options -> {});
    other.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            ownStep(stock);
            ownStep(fused);
          }
        });
    other.fit(batch(3));
    assertSameBits(fused, stock);
    assertThat(updater.steps).containsExactly(false);
  }

  @Test
  void aSolverOfTheUsersOwnSubtractsItself() {
    ComputationGraph stock = net(options -> {});
    ComputationGraph fused = net(options -> {});
    DirectUpdater.install(fused);
    Solver solver = solver(fused);
    solver.getOptimizer().setUpdaterComputationGraph(new Watched(fused, true));
    solver.optimize(LayerWorkspaceMgr.noWorkspaces());
    solver(stock).optimize(LayerWorkspaceMgr.noWorkspaces());
    assertSameBits(fused.params(), stock.params());
  }

  private static Solver solver(ComputationGraph net) {
    net.setInputs(batch(4).getFeatures());
    net.setLabels(batch(4).getLabels());
    return new Solver.Builder().configure(net.conf()).listeners(List.of()).model(net).build();
  }

  @Test
  void anAccumulatorOfTheUsersGetsTheUpdate() {
    ComputationGraph stock = net(options -> {});
    ComputationGraph fused = net(options -> {});
    Watched updater = Watched.of(fused);
    for (ComputationGraph net : List.of(stock, fused)) {
      net.setGradientsAccumulator(new Halving());
      net.fit(batch(4));
      assertThat(net.getOptimizer().getGradientsAccumulator()).isInstanceOf(Halving.class);
    }
    assertSameBits(fused, stock);
    assertThat(updater.steps).containsExactly(false);
  }

  private static final class Halving extends BasicGradientsAccumulator {
    private static final long serialVersionUID = 1L;

    Halving() {
      super(1, new LocalHandler());
    }

    @Override
    public void storeUpdate(INDArray update, int iteration, int epoch) {}

    @Override
    public boolean hasAnything() {
      return false;
    }

    @Override
    public void applyUpdate(
        StepFunction function, INDArray parameters, INDArray update, boolean isFinalStep) {
      function.step(parameters, update.mul(0.5));
    }
  }

  @Test
  void aSubclassMayChangeTheUpdateAfterwards() {
    ComputationGraph stock = net(options -> {});
    ComputationGraph changed = net(options -> {});
    changed.setUpdater(
        new Watched(changed, false) {
          @Override
          public synchronized void update(
              Gradient gradient, int iteration, int epoch, int size, LayerWorkspaceMgr workspaces) {
            super.update(gradient, iteration, epoch, size, workspaces);
            gradient.gradient().muli(2);
          }
        });
    INDArray before = stock.params().dup();
    stock.fit(batch(4));
    changed.fit(batch(4));
    assertSameBits(before.sub(stock.gradient().gradient().mul(2)), changed.params());
    assertThat(new DirectUpdater(stock, null).updatesAreFinal()).isTrue();
    assertThat(new DirectUpdater(stock, null) {}.updatesAreFinal()).isFalse();
  }

  @Test
  void anErrorInAStepLeavesNothingForTheNextOne() {
    ComputationGraph stock = net(options -> options.term = new Failing());
    ComputationGraph fused = net(options -> options.term = new Failing());
    Watched.of(fused);
    for (ComputationGraph net : List.of(stock, fused)) {
      net.fit(batch(4));
      Failing.fails = true;
      INDArray first = net.getLayer("first").params().dup();
      assertThatThrownBy(() -> net.fit(batch(3))).hasMessageContaining("on purpose");
      Failing.fails = false;
      assertThat(net.getOptimizer().getGradientsAccumulator()).isNull();
      net.getLayer("first").params().assign(first); // whose update came before the error
      ownStep(net);
      net.fit(batch(5));
    }
    assertSameBits(fused, stock);
  }

  private static final class Failing extends WeightDecay {
    private static final long serialVersionUID = 1L;
    private static boolean fails;

    Failing() {
      super(0.1, true);
    }

    @Override
    public void apply(INDArray param, INDArray gradient, double lr, int iteration, int epoch) {
      if (fails) {
        throw new IllegalStateException("on purpose");
      }
      super.apply(param, gradient, lr, iteration, epoch);
    }

    @Override
    public Regularization clone() {
      return new Failing();
    }
  }

  @Test
  void aTakenStepThatNobodyAskedForIsForgotten() {
    ComputationGraph stock = net(options -> options.adds = true);
    ComputationGraph left = net(options -> options.adds = true);
    TakenStep.tell(left.getOptimizer());
    stock.fit(batch(4));
    left.fit(batch(4));
    assertSameBits(left, stock);
  }
}
