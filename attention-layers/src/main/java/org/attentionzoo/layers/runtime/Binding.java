package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.LayerGraph.FunctionGradientNode;
import org.attentionzoo.layers.runtime.LayerGraph.FunctionNode;
import org.attentionzoo.layers.runtime.LayerGraph.Node;
import org.attentionzoo.layers.runtime.LayerGraph.OpNode;
import org.attentionzoo.layers.runtime.Plan.Zone;
import org.attentionzoo.layers.runtime.PlanFunction.Call;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A plan made concrete for one combination of input shapes: arrays cut from the frame's arenas and
 * one filled op context a step, ready to run again and again.
 */
final class Binding {

  /** A step with its arrays in place. */
  private interface Step {
    void run(Pass pass);
  }

  private record Consumer(OpContext context, int index) {}

  private record View(int slot, long[] shape) {}

  private final Plan plan;
  private final Frame frame;
  private final boolean training;
  private final INDArray[] arrays;
  private final long[] offsets;
  private final List<Step> forward = new ArrayList<>();
  private final List<Step> backward = new ArrayList<>();
  private final Map<Integer, List<Consumer>> consumers = new HashMap<>();
  private final Map<Integer, List<View>> views = new HashMap<>();
  private final long savedElements;

  /**
   * @param inputs the caller's arrays by slot (null where not one of the caller's), for their
   *     shapes
   */
  Binding(Plan plan, Frame frame, INDArray[] inputs, boolean training) {
    this.plan = plan;
    this.frame = frame;
    this.training = training;
    this.arrays = new INDArray[plan.slotCount()];
    this.offsets = new long[plan.slotCount()];
    Arrays.fill(offsets, -1); // the caller's arrays and constants lie in no arena
    plan.constants().forEach((slot, array) -> arrays[slot] = array);
    for (int slot = 0; slot < inputs.length; slot++) {
      if (inputs[slot] != null) {
        if (plan.zone(slot) == Zone.SAVED) {
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
    this.savedElements = frame.saved().high();
  }

  /** Elements of the saved arena that hold what the backward pass reads. */
  long savedElements() {
    return savedElements;
  }

  private void bindOutputGradients() {
    for (int i = 0; i < plan.outputCount(); i++) {
      // only the shape counts: the caller's array takes this place at each run
      arrays[plan.outputGradient(i)] = arrays[plan.output(i)];
    }
  }

  private void bind(Node node, List<Step> steps) {
    int[] in = plan.slots(node.inputs());
    int[] out = plan.slots(node.outputs());
    if (node instanceof OpNode op) {
      bindOp(op, in, out, steps);
    } else if (node instanceof FunctionNode function) {
      PlanFunction.Instance instance = frame.instance(function);
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
      PlanFunction.Instance instance = frame.instance(function);
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
    List<LongShapeDescriptor> shapes = outputShapes(node, context);
    if (LayerGraph.isView(node)) {
      long[] shape = shapes.get(0).getShape();
      arrays[out[0]] = Arena.reshape(arrays[in[0]], shape);
      if (plan.zone(plan.root(in[0])) == Zone.EXTERNAL) {
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
    if (plan.zone(out[0]) == Zone.STATIC) {
      execute(op, context);
      return;
    }
    for (int i = 0; i < in.length; i++) {
      if (plan.zone(plan.root(in[i])) == Zone.EXTERNAL) {
        consumers.computeIfAbsent(in[i], s -> new ArrayList<>()).add(new Consumer(context, i));
      }
    }
    steps.add(
        op instanceof CustomOp custom
            ? pass -> Nd4j.getExecutioner().exec(custom, context)
            : pass -> Nd4j.getExecutioner().exec((Op) op, context));
  }

  private void checkSameShape(OpNode node, int[] in) {
    if (frame.mustMatch(node) && !Arrays.equals(arrays[in[0]].shape(), arrays[in[1]].shape())) {
      throw new IllegalStateException(
          "Op "
              + node.op().opName()
              + " was declared for equal shapes, got "
              + Arrays.toString(arrays[in[0]].shape())
              + " and "
              + Arrays.toString(arrays[in[1]].shape()));
    }
  }

  private static List<LongShapeDescriptor> outputShapes(OpNode node, OpContext context) {
    DifferentialFunction op = node.op();
    INDArray x = context.getInputArray(0);
    switch (op.opName()) {
      case "identity":
        return List.of(x.shapeDescriptor());
      case "expand_dims", "squeeze":
        // ND4J takes an array of one element for a scalar and forgets its dimensions
        if (x.length() == 1) {
          int change = op.opName().equals("squeeze") ? -((CustomOp) op).numIArguments() : 1;
          long[] ones = new long[x.rank() + change];
          Arrays.fill(ones, 1);
          return List.of(LongShapeDescriptor.fromShape(ones, x.dataType()));
        }
        break;
      default:
    }
    if (op.opName().equals("expand_dims")) {
      return List.of(expandedShape((DynamicCustomOp) op, context.getInputArray(0)));
    }
    if (op instanceof DynamicCustomOp custom) {
      context.setIArguments(custom.iArgs());
      context.setTArguments(custom.tArgs());
      context.setBArguments(custom.bArgs());
      context.setDArguments(custom.dArgs());
      return custom.calculateOutputShape(context);
    }
    return ((BaseOp) op).calculateOutputShape(context);
  }

  /** ND4J's own shape function leaves out the new dimension of an array with one element. */
  private static LongShapeDescriptor expandedShape(DynamicCustomOp op, INDArray x) {
    int axis = op.getIArgument(0).intValue();
    int position = axis < 0 ? axis + x.rank() + 1 : axis;
    List<Long> shape = new ArrayList<>(Arrays.stream(x.shape()).boxed().toList());
    shape.add(position, 1L);
    return LongShapeDescriptor.fromShape(
        shape.stream().mapToLong(Long::longValue).toArray(), x.dataType());
  }

  private static void execute(DifferentialFunction op, OpContext context) {
    if (op instanceof CustomOp custom) {
      Nd4j.getExecutioner().exec(custom, context);
    } else {
      Nd4j.getExecutioner().exec((Op) op, context);
    }
  }

  /** Gives a slot memory: a parameter's gradient view, an arena's, or its own. */
  private void place(int slot, DataType type, long[] shape) {
    offsets[slot] = -1;
    INDArray target = frame.gradientTarget(slot);
    if (target != null && Arrays.equals(target.shape(), shape)) {
      arrays[slot] = target;
      return;
    }
    Zone zone = plan.zone(slot);
    if (zone == Zone.STATIC || type != plan.dataType()) {
      arrays[slot] = Arena.allocate(type, shape);
      return;
    }
    Arena arena = training && zone == Zone.SAVED ? frame.saved() : frame.scratch();
    offsets[slot] = arena.allocate(Arena.length(shape));
    arrays[slot] = arena.view(offsets[slot], shape);
  }

  /** Gives back scratch memory that nobody reads after this node. */
  private void release(int index) {
    Node node = plan.nodes().get(index);
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
    boolean scratch = !training || plan.zone(slot) == Zone.SCRATCH;
    if (scratch
        && offsets[slot] >= 0
        && arrays[slot] != null
        && plan.lastUse(slot, training) <= index) {
      frame.scratch().release(offsets[slot], arrays[slot].length());
      offsets[slot] = -1;
    }
  }

  /** Puts the caller's array in the place of an input, for the next run. */
  void rebind(int slot, INDArray array) {
    if (arrays[slot] == array) {
      return;
    }
    arrays[slot] = array;
    for (Consumer c : consumers.getOrDefault(slot, List.of())) {
      c.context().setInputArray(c.index(), array);
    }
    for (View v : views.getOrDefault(slot, List.of())) {
      rebind(v.slot(), Arena.reshape(array, v.shape()));
    }
  }

  void forward(Pass pass) {
    for (Step step : forward) {
      step.run(pass);
    }
  }

  void backward(Pass pass) {
    for (Step step : backward) {
      step.run(pass);
    }
  }

  INDArray array(int slot) {
    return arrays[slot];
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

  boolean isTraining() {
    return training;
  }
}
