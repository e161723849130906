package org.attentionzoo.layers.runtime.plan;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.attentionzoo.layers.runtime.GraphNode.FunctionNode;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What all bindings of a {@link Frame} share.
 *
 * @param saved holds what the backward pass reads
 * @param scratch holds what is given back after its last use
 * @param isOwn whether the scratch memory is this frame's alone
 * @param instances of the functions
 * @param gradientTargets by slot, arrays of the caller's that gradients are computed straight into
 */
record FrameMemory(
    Arena saved,
    Arena scratch,
    boolean isOwn,
    Map<FunctionNode, PlanFunction.Instance> instances,
    Map<Integer, INDArray> gradientTargets)
    implements AutoCloseable {

  FrameMemory(DataType type) {
    this(new Arena(type), new Arena(type), true, new IdentityHashMap<>(), new HashMap<>());
  }

  /** Of a frame that makes no passes of training. */
  FrameMemory(DataType type, InferenceMemory shared) {
    this(new Arena(type), shared.arena(), false, new IdentityHashMap<>(), new HashMap<>());
  }

  PlanFunction.Instance instance(FunctionNode node) {
    return instances.computeIfAbsent(node, n -> n.function().newInstance());
  }

  /** Another number each time memory has been replaced, so that arrays cut from it are no more. */
  int generation() {
    return saved.generation() + scratch.generation();
  }

  @Override
  public void close() {
    saved.close();
    if (isOwn) {
      scratch.close();
    }
    instances.values().forEach(PlanFunction.Instance::close);
  }
}
