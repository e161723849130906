package org.attentionzoo.layers.runtime.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.GraphNode;
import org.attentionzoo.layers.runtime.GraphNode.FunctionGradientNode;
import org.attentionzoo.layers.runtime.GraphNode.FunctionNode;
import org.attentionzoo.layers.runtime.GraphNode.OpNode;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.PlanFunction.Call;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Makes a {@link Binding}: gives each array of a plan its place, frees it after its last use for
 * the next, and fills the steps with them.
 */
final class Binder {

  /** A step with its arrays in place. */
  interface Step {
    void run(Pass pass);
  }

  record Consumer(OpContext context, int index) {}

  record View(int slot, long[] shape) {}

  private final Plan plan;
  private final FrameMemory memory;
  private final boolean training;
  private final long[] offsets;

  final INDArray[] arrays;
  final List<Step> forward = new ArrayList<>();
  final List<Step> backward = new ArrayList<>();
  final Map<Integer, List<Consumer>> consumers = new HashMap<>();
  final Map<Integer, List<View>> views = new HashMap<>();
  final List<INDArray> own = new ArrayList<>(); // in no arena

  Binder(Plan plan, FrameMemory memory, boolean training) {
    this.plan = plan;
    this.memory = memory;
    this.training = training;
    this.arrays = new INDArray[plan.slotCount()];
    this.offsets = new long[plan.slotCount()];
    Arrays.fill(offsets, -1); // the caller's arrays and constants lie in no arena
  }

  /**
   * @param inputs the caller's arrays by slot, null where not one of the caller's
   */
  void bind(INDArray[] inputs) {
    plan.constants().forEach((slot, array) -> arrays[slot] = array);
    for (int slot = 0; slot < inputs.length; slot++) {
      if (inputs[slot] != null) {
        if (plan.lifetime(slot) == Lifetime.SAVED) {
          place(slot, inputs[slot].dataType(), inputs[slot].shape());
        } else {
          arrays[slot] = inputs[slot];
        }
      }
    }
    int end = training ? plan.nodes().size() : plan.forwardNodes();
    for (int i = 0; i < end; i++) {
      if (i == plan.forwardNodes()) {
        bindOutputGradients();
      }
      if (plan.isNeeded(i, training)) {
        bind(plan.nodes().get(i), i < plan.forwardNodes() ? forward : backward);
        release(i);
      }
    }
  }

  private void bindOutputGradients() {
    for (int i = 0; i < plan.outputCount(); i++) {
      // only the shape counts: the caller's array takes this place at each run
      arrays[plan.outputGradient(i)] = arrays[plan.output(i)];
    }
  }

  private void bind(GraphNode node, List<Step> steps) {
    int[] in = plan.slots(node.inputs());
    int[] out = plan.slots(node.outputs());
    if (node instanceof OpNode op) {
      bindOp(op, in, out, steps);
    } else if (node instanceof FunctionNode function) {
      PlanFunction.Instance instance = memory.instance(function);
      List<LongShapeDescriptor> shapes =
          function.function().outputShapes(pick(in), instance, training);
      for (int i = 0; i < out.length; i++) {
        place(out[i], shapes.get(i).dataType(), shapes.get(i).getShape());
      }
      steps.add(pass -> instance.forward(array(in), array(out), pass));
    } else if (node instanceof FunctionGradientNode gradient) {
      FunctionNode function = gradient.forward();
      int[] inputs = plan.slots(function.inputs());
      int[] outputs = plan.slots(function.outputs());
      int[] outputGradients = plan.slots(gradient.outputGradients());
      for (int i = 0; i < out.length; i++) {
        if (out[i] >= 0) {
          place(out[i], plan.dataType(), arrays[inputs[i]].shape());
        }
      }
      PlanFunction.Instance instance = memory.instance(function);
      steps.add(
          pass ->
              instance.backward(
                  new Call(
                      array(inputs), array(outputs), array(outputGradients), array(out), pass)));
    }
  }

  private void bindOp(OpNode node, int[] in, int[] out, List<Step> steps) {
    OpContext context = Nd4j.getExecutioner().buildContext();
    for (int i = 0; i < in.length; i++) {
      context.setInputArray(i, arrays[in[i]]);
    }
    List<LongShapeDescriptor> shapes = OpRun.outputShapes(node, context);
    if (node.isView()) {
      long[] shape = shapes.get(0).getShape();
      arrays[out[0]] = Dense.reshape(arrays[in[0]], shape);
      if (plan.lifetime(plan.root(in[0])) == Lifetime.EXTERNAL) {
        views.computeIfAbsent(in[0], s -> new ArrayList<>()).add(new View(out[0], shape));
      }
      return;
    }
    for (int i = 0; i < out.length; i++) {
      place(out[i], plan.type(out[i]), shapes.get(i).getShape());
      context.setOutputArray(i, arrays[out[i]]);
    }
    DifferentialFunction op = node.op();
    checkSameShape(node, in);
    if (plan.lifetime(out[0]) == Lifetime.STATIC) {
      OpRun.execute(op, context);
      return;
    }
    for (int i = 0; i < in.length; i++) {
      if (plan.lifetime(plan.root(in[i])) == Lifetime.EXTERNAL) {
        consumers.computeIfAbsent(in[i], s -> new ArrayList<>()).add(new Consumer(context, i));
      }
    }
    steps.add(
        op instanceof CustomOp custom
            ? pass -> Nd4j.getExecutioner().exec(custom, context)
            : pass -> Nd4j.getExecutioner().exec((Op) op, context));
  }

  private void checkSameShape(OpNode node, int[] in) {
    if (node.isElementwise() && !Arrays.equals(arrays[in[0]].shape(), arrays[in[1]].shape())) {
      throw new IllegalStateException(
          "Op "
              + node.op().opName()
              + " was declared for equal shapes, got "
              + Arrays.toString(arrays[in[0]].shape())
              + " and "
              + Arrays.toString(arrays[in[1]].shape()));
    }
  }

  /** Gives a slot memory: a parameter's gradient view, an arena's, or its own. */
  private void place(int slot, DataType type, long[] shape) {
    offsets[slot] = -1;
    INDArray target = memory.gradientTargets().get(slot);
    if (target != null && Arrays.equals(target.shape(), shape)) {
      arrays[slot] = target;
      return;
    }
    Lifetime lifetime = plan.lifetime(slot);
    if (lifetime == Lifetime.STATIC || type != plan.dataType()) {
      arrays[slot] = Dense.allocate(type, shape);
      own.add(arrays[slot]);
      return;
    }
    Arena arena = training && lifetime == Lifetime.SAVED ? memory.saved() : memory.scratch();
    offsets[slot] = arena.allocate(Dense.length(shape));
    arrays[slot] = arena.view(offsets[slot], shape);
  }

  /** Gives back scratch memory that nobody reads after this node. */
  private void release(int index) {
    GraphNode node = plan.nodes().get(index);
    for (String name : node.inputs()) {
      releaseIfDead(plan.root(plan.slot(name)), index);
    }
    for (String name : node.outputs()) {
      if (name != null) {
        releaseIfDead(plan.root(plan.slot(name)), index);
      }
    }
  }

  private void releaseIfDead(int slot, int index) {
    boolean scratch = !training || plan.lifetime(slot) == Lifetime.SCRATCH;
    if (scratch
        && offsets[slot] >= 0
        && arrays[slot] != null
        && plan.lastUse(slot, training) <= index) {
      memory.scratch().release(offsets[slot], arrays[slot].length());
      offsets[slot] = -1;
    }
  }

  private INDArray[] array(int[] slots) {
    INDArray[] result = new INDArray[slots.length];
    for (int i = 0; i < slots.length; i++) {
      result[i] = slots[i] < 0 ? null : arrays[slots[i]];
    }
    return result;
  }

  private List<INDArray> pick(int[] slots) {
    return Arrays.asList(array(slots));
  }
}
