package org.attentionzoo.layers.runtime.dl4j;

import org.attentionzoo.layers.kernel.Randoms;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What both runtimes do where arrays pass between a frame and DL4J. */
final class Border {

  private Border() {}

  /** Copies an output into DL4J's workspace: {@code [N, T, size] → [N, size, T]}, a view. */
  static INDArray activation(INDArray inside, LayerWorkspaceMgr workspaces) {
    return copy(inside, ArrayType.ACTIVATIONS, workspaces);
  }

  /** The same for an input's gradient: zeros where the output does not depend on the input. */
  static INDArray gradient(
      INDArray inside, INDArray input, Input expected, LayerWorkspaceMgr workspaces) {
    if (expected.isIds()) {
      return null;
    }
    if (inside == null) {
      return workspaces.create(
          ArrayType.ACTIVATION_GRAD, input.dataType(), input.shape(), input.ordering());
    }
    return copy(inside, ArrayType.ACTIVATION_GRAD, workspaces);
  }

  private static INDArray copy(INDArray inside, ArrayType type, LayerWorkspaceMgr workspaces) {
    INDArray copy = workspaces.createUninitialized(type, inside.dataType(), inside.shape(), 'c');
    Dense.copy(inside, copy);
    return copy.rank() == 3 ? copy.permute(0, 2, 1) : copy;
  }

  /**
   * The seed of one layer in one iteration: repeated passes within an iteration draw the same
   * dropout masks, so a gradient check works and a resumed training continues exactly.
   */
  static long seed(long networkSeed, String name, int index, int iteration) {
    long layer = (name == null ? 0 : name.hashCode()) * 31L + index;
    return Randoms.mix(Randoms.mix(networkSeed + 0x9E3779B97F4A7C15L * layer) + iteration);
  }
}
