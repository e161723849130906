package org.attentionzoo.layers.updater;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.deeplearning4j.optimize.solvers.BaseOptimizer;
import org.deeplearning4j.optimize.solvers.StochasticGradientDescent;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Takes the step {@code parameters ← parameters − update} while the update is in the cache. DL4J
 * takes it when the updater has returned, in a pass of its own.
 *
 * <p>It pays with several threads, which share the way to the memory. One thread waits for it
 * whichever way.
 */
final class FusedStep {
  /** Parameters; fewer are subtracted in the time that it takes to look at the stack. */
  static final int FEW = 1 << 20;

  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private FusedStep() {}

  /**
   * Whether {@code fit} has called the network's updater, nothing but the subtraction follows, and
   * it pays. A loop of the user's own subtracts by itself, and a step function or a gradient
   * accumulator does what it likes with an update.
   */
  static boolean follows(ComputationGraph network) {
    return ParallelRows.threads() > 1
        && network.getFlattenedGradients().length() >= FEW
        && network.getConfiguration().getDefaultConfiguration().getStepFunction() == null
        && network.getOptimizer().getGradientsAccumulator() == null
        && calledByFit();
  }

  private static boolean calledByFit() {
    return STACK.walk(
        frames ->
            frames
                .map(StackWalker.StackFrame::getDeclaringClass)
                .dropWhile(
                    type -> type == FusedStep.class || DirectUpdater.class.isAssignableFrom(type))
                .dropWhile(type -> type == BaseOptimizer.class)
                .findFirst()
                .filter(type -> type == StochasticGradientDescent.class)
                .isPresent());
  }

  /**
   * Updates the gradient, subtracts it, and keeps {@code fit} from doing so again. An error leaves
   * blocks before it with a step taken, as it leaves their moments.
   *
   * @param blocks of the network's updater
   * @param update of the network's own gradient, by these blocks
   */
  static void take(ComputationGraph network, List<UpdaterBlock> blocks, Runnable update) {
    INDArray parameters = network.params().reshape(network.params().length());
    INDArray gradient = network.getFlattenedGradients().reshape(parameters.length());
    for (UpdaterBlock block : blocks) {
      if (block.getGradientUpdater() instanceof FastAdamUpdater adam && !decaysAfterwards(block)) {
        adam.subtractNextFrom(part(parameters, block));
      }
    }
    List<UpdaterBlock> left = new ArrayList<>(blocks);
    try {
      update.run();
    } finally {
      left.removeIf(FusedStep::stopSubtracting);
    }
    left.forEach(block -> part(parameters, block).subi(part(gradient, block)));
    TakenStep.tell(network.getOptimizer());
  }

  /** Weight decay changes an update after the updater of its block. */
  private static boolean decaysAfterwards(UpdaterBlock block) {
    for (ParamState state : block.getLayersAndVariablesInBlock()) {
      List<Regularization> terms =
          state.getLayer().getConfig().getRegularizationByParam(state.getParamName());
      if (terms != null
          && terms.stream()
              .anyMatch(term -> term.applyStep() == Regularization.ApplyStep.POST_UPDATER)) {
        return true;
      }
    }
    return false;
  }

  private static boolean stopSubtracting(UpdaterBlock block) {
    return block.getGradientUpdater() instanceof FastAdamUpdater adam && adam.stopSubtracting();
  }

  private static INDArray part(INDArray flat, UpdaterBlock block) {
    return flat.get(NDArrayIndex.interval(block.getParamOffsetStart(), block.getParamOffsetEnd()));
  }
}
