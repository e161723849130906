package org.attentionzoo.layers.runtime.dl4j;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.attentionzoo.layers.runtime.plan.Binding;
import org.attentionzoo.layers.runtime.plan.Frame;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Checks a layer's inputs at DL4J's border and binds them to its plan the way that wants them. */
final class PlanInputs {

  private final String name;
  private final List<Input> expected;
  private final DefinedGraph graph;
  private final Plan plan;
  private final INDArray[] announced; // by slot, of the shapes that masks have
  private final INDArray[] copies;

  /**
   * @param name of the layer or vertex, for errors
   */
  PlanInputs(String name, List<Input> expected, DefinedGraph graph, Plan plan) {
    this.name = name;
    this.expected = expected;
    this.graph = graph;
    this.plan = plan;
    this.announced = new INDArray[plan.slotCount()];
    this.copies = new INDArray[expected.size()];
  }

  /**
   * @param inputs at DL4J's border
   * @param masks {@code [N, T]} or null, one an input
   */
  Binding bind(
      Frame frame,
      INDArray[] inputs,
      INDArray[] masks,
      Map<String, INDArray> parameters,
      boolean training) {
    if (inputs.length != expected.size()) {
      throw new IllegalArgumentException(
          name + ": expected " + expected.size() + " inputs, got " + inputs.length);
    }
    INDArray[] bound = new INDArray[plan.slotCount()];
    for (int i = 0; i < inputs.length; i++) {
      INDArray given = inputs[i];
      expected.get(i).check(name, given, plan.isFused());
      checkSameBatch(inputs, i);
      bound[plan.slot(graph.inputs().get(expected.get(i).name()).name())] = inside(i, given);
      int slot = maskSlot(i);
      if (slot >= 0) {
        if (masks != null && masks[i] != null) {
          expected.get(i).checkMask(name, given, masks[i], plan.isFused());
        }
        bound[slot] = shapeOnly(given.shape()[0], given.shape()[given.rank() - 1], slot);
      }
    }
    parameters.forEach(
        (key, value) -> bound[plan.slot(graph.parameters().get(key).name())] = value);
    Binding binding = frame.bind(bound, training);
    for (int i = 0; i < inputs.length; i++) {
      int slot = maskSlot(i);
      if (slot >= 0) {
        if (masks != null && masks[i] != null) {
          binding.array(slot).assign(masks[i]);
        } else {
          binding.array(slot).assign(1);
        }
      }
    }
    return binding;
  }

  /** -1 for an input that has none. */
  private int maskSlot(int input) {
    SDVariable mask = graph.masks().get(expected.get(input).name());
    return mask == null ? -1 : plan.slot(mask.name());
  }

  private void checkSameBatch(INDArray[] inputs, int i) {
    if (expected.get(i).kind() != Input.Kind.TABLE
        && expected.get(0).kind() != Input.Kind.TABLE
        && inputs[i].shape()[0] != inputs[0].shape()[0]) {
      throw new IllegalArgumentException(
          name
              + ": input \""
              + expected.get(i).name()
              + "\" has batch size "
              + inputs[i].shape()[0]
              + ", but input \""
              + expected.get(0).name()
              + "\" has "
              + inputs[0].shape()[0]);
    }
  }

  /** The mask's array is the frame's own; an array of the same shape serves to announce it. */
  private INDArray shapeOnly(long n, long t, int slot) {
    INDArray before = announced[slot];
    if (before == null || before.shape()[0] != n || before.shape()[1] != t) {
      announced[slot] = Dense.allocate(plan.dataType(), n, t);
    }
    return announced[slot];
  }

  /** The input as the plan wants it: {@code [N, T, size]} in c order and of the plan's type. */
  private INDArray inside(int index, INDArray array) {
    Input input = expected.get(index);
    INDArray view = input.isSequence() ? array.permute(0, 2, 1) : array; // [N, T, size]
    DataType type = input.type(plan.dataType());
    if (view.dataType() == type && isContiguous(view)) {
      return view;
    }
    INDArray copy = copies[index];
    if (copy == null || !Arrays.equals(copy.shape(), view.shape())) {
      copy = Dense.allocate(type, view.shape());
      copies[index] = copy;
    }
    return copy.assign(view);
  }

  static boolean isContiguous(INDArray a) {
    return a.ordering() == 'c' && Matrix.isContiguous(a);
  }
}
