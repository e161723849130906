package org.attentionzoo.layers.updater;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's updater without a detour. DL4J 1.0.0-M2.1 takes every gradient for one from elsewhere, as
 * {@code gradient()} makes a new view whenever it is asked. It then goes from parameter to
 * parameter through views of views, which takes a time that grows with the square of their number:
 * 18 ms a step for the 130 arrays of a Transformer of 3 + 3 layers, 69 ms for the 256 of 6 + 6;
 * here about 1 ms. Parameters and state are those of DL4J's updater bit for bit, but for the norm
 * of {@code ClipL2PerLayer}, which is more exact ({@link GradientClipping}).
 *
 * <p>DL4J's zips and copies hold the state of the updater but not which one it was, so it is
 * installed again. The models of the zoo have it, and those that {@code ModelZip} loads.
 */
public class DirectUpdater extends ComputationGraphUpdater {

  /**
   * @param state of an updater of the same network, which this one takes over; null for new state
   */
  protected DirectUpdater(ComputationGraph network, INDArray state) {
    super(network, state);
  }

  /**
   * Replaces the updater of an initialised network; its state (Adam's moments) is kept. Does
   * nothing if it is such an updater already.
   */
  public static void install(ComputationGraph network) {
    Arguments.given("network", network);
    if (network.getUpdater() instanceof DirectUpdater) {
      return;
    }
    network.setUpdater(new DirectUpdater(network, network.getUpdater().getStateViewArray()));
  }

  /** What kind of updater this is, as model zips name it; see {@link UpdaterKind}. */
  public String kind() {
    return "direct";
  }

  /** What an updater of this kind has to know besides its network and state. */
  public Map<String, Double> options() {
    return Map.of();
  }

  /**
   * Also where DL4J's {@code setLearningRate} asks what is to become of the state, having put an
   * updater of its own into this one's place: then one like this takes over, with the array that
   * DL4J is about to fill.
   */
  @Override
  public List<UpdaterBlock> getUpdaterBlocks() {
    ComputationGraphUpdater present = network.getUpdater(false);
    if (present != null && present.getClass() == ComputationGraphUpdater.class) {
      network.setUpdater(successor(present.getStateViewArray()));
    }
    return super.getUpdaterBlocks();
  }

  /**
   * An updater that goes on with this one's work.
   *
   * @param state of the new one, null where there is none
   */
  protected DirectUpdater successor(INDArray state) {
    return new DirectUpdater(network, state);
  }

  @Override
  public synchronized void update(
      Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
    INDArray own = getFlattenedGradientsView();
    if (!isView(gradient.gradient(), own)) {
      super.update(gradient, iteration, epoch, batchSize, workspaces);
      return;
    }
    Gradient flattened = new Flattened(gradient, own);
    Runnable update = () -> super.update(flattened, iteration, epoch, batchSize, workspaces);
    if (updatesAreFinal() && isPresent() && FusedStep.follows(network)) {
      FusedStep.take(network, updaterBlocks, update);
    } else {
      update.run();
    }
  }

  @SuppressWarnings("ReferenceEquality") // an equal one is another
  private boolean isPresent() {
    return network.getUpdater(false) == this;
  }

  /**
   * Whether nothing changes the gradient after {@link #update}, so that it may change the
   * parameters at once when {@code fit} calls it.
   *
   * @return false in a subclass that does not say otherwise
   */
  protected boolean updatesAreFinal() {
    return getClass() == DirectUpdater.class;
  }

  @Override
  public void preApply(Trainable layer, Gradient gradient, int iteration) {
    TrainingConfig config = layer.getConfig();
    INDArray own = layer.getGradientsViewArray();
    if (config != null
        && config.getGradientNormalization() == GradientNormalization.ClipL2PerLayer
        && own != null
        && layer.numParams() > 0) {
      GradientClipping.clip(own, config.getGradientNormalizationThreshold());
    } else {
      super.preApply(layer, gradient, iteration);
    }
  }

  private static boolean isView(INDArray gradient, INDArray own) {
    return gradient.length() == own.length()
        && gradient.dataType() == own.dataType()
        && gradient.data().address() == own.data().address();
  }

  /** The same gradient, which says that it is the network's own. */
  private static final class Flattened implements Gradient {
    private static final long serialVersionUID = 1L;

    private final Gradient gradient;
    private final transient INDArray flat;

    Flattened(Gradient gradient, INDArray flat) {
      this.gradient = gradient;
      this.flat = flat;
    }

    @Override
    public INDArray gradient() {
      return flat;
    }

    @Override
    public INDArray gradient(List<String> order) {
      return gradient.gradient(order);
    }

    @Override
    public Map<String, INDArray> gradientForVariable() {
      return gradient.gradientForVariable();
    }

    @Override
    public void clear() {
      gradient.clear();
    }

    @Override
    public INDArray getGradientFor(String variable) {
      return gradient.getGradientFor(variable);
    }

    @Override
    public INDArray setGradientFor(String variable, INDArray value) {
      return gradient.setGradientFor(variable, value);
    }

    @Override
    public INDArray setGradientFor(String variable, INDArray value, Character flatteningOrder) {
      return gradient.setGradientFor(variable, value, flatteningOrder);
    }

    @Override
    public Character flatteningOrderForVariable(String variable) {
      return gradient.flatteningOrderForVariable(variable);
    }
  }
}
