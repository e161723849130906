package org.attentionzoo.layers.runtime.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
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
 * A plan made concrete for one combination of input shapes: arrays cut from the frame's arenas and
 * one filled op context a step, ready to run again and again. What its arrays hold is valid until
 * its frame binds again.
 */
public final class Binding {

  /** A step with its arrays in place. */
  private interface Step {
    void run(Pass pass);
  }

  private record Consumer(OpContext context, int index) {}

  private record View(int slot, long[] shape) {}

  private final Plan plan;
  private final FrameMemory memory;
  private final boolean training;
  private final INDArray[] arrays;
  private final long[] offsets;
  private final List<Step> forward = new ArrayList<>();
  private final List<Step> backward = new ArrayList<>();
  private final Map<Integer, List<Consumer>> consumers = new HashMap<>();
  private final Map<Integer, List<View>> views = new HashMap<>();
  private final List<INDArray> own = new ArrayList<>(); // in no arena
  private final long savedElements;
  private final int generation;

  /**
   * @param inputs the caller's arrays by slot (null where not one of the caller's), for their
   *     shapes
   */
  Binding(Plan plan, FrameMemory memory, INDArray[] inputs, boolean training) {
    this.plan = plan;
    this.memory = memory;
    this.training = training;
    this.arrays = new INDArray[plan.slotCount()];
    this.offsets = new long[plan.slotCount()];
    Arrays.fill(offsets, -1); // the caller's arrays and constants lie in no arena
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
    this.savedElements = memory.saved().high();
    this.generation = memory.generation();
  }

  /** How many elements the backward pass reads of what the forward pass has made. */
  public long savedElements() {
    return savedElements;
  }

  /** Copies what the backward pass reads to a tape, from this element on. */
  public void save(INDArray tape, long offset) {
    requireValid();
    Arguments.given("tape", tape);
    if (savedElements > 0) {
      Dense.copy(memory.saved().buffer(), 0, tape, offset, savedElements);
    }
  }

  /** Copies it back. */
  public void restore(INDArray tape, long offset) {
    requireValid();
    Arguments.given("tape", tape);
    if (savedElements > 0) {
      Dense.copy(tape, offset, memory.saved().buffer(), 0, savedElements);
    }
  }

  private void requireValid() {
    if (generation != memory.generation()) {
      throw new IllegalStateException(
          "the memory of this binding was freed: its frame has grown since, or was closed");
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
      rebind(v.slot(), Dense.reshape(array, v.shape()));
    }
  }

  /** Runs the forward pass on the inputs that are bound. */
  public void forward(Pass pass) {
    Arguments.given("pass", pass);
    requireValid();
    for (Step step : forward) {
      step.run(pass);
    }
  }

  /**
   * Runs the backward pass after a forward pass of training.
   *
   * @param outputGradients one an output, c-ordered
   */
  public void backward(INDArray[] outputGradients, Pass pass) {
    Arguments.given("pass", pass);
    requireValid();
    if (!training) {
      throw new IllegalStateException("backward pass without a training forward pass before it");
    }
    if (Arguments.allGiven("outputGradients", outputGradients).length != plan.outputCount()) {
      throw new IllegalArgumentException(
          "outputGradients must be " + plan.outputCount() + ", but are " + outputGradients.length);
    }
    for (int i = 0; i < outputGradients.length; i++) {
      INDArray output = arrays[plan.output(i)];
      INDArray gradient = outputGradients[i];
      if (gradient.dataType() != output.dataType()
          || !Arrays.equals(gradient.shape(), output.shape())) {
        throw new IllegalArgumentException(
            "gradient of output "
                + i
                + " must be "
                + Arrays.toString(output.shape())
                + " as the output, but is "
                + Arrays.toString(gradient.shape()));
      }
      rebind(plan.outputGradient(i), outputGradients[i]);
    }
    for (Step step : backward) {
      step.run(pass);
    }
  }

  /** The array in a slot, whose contents are valid until the frame binds again. */
  public INDArray array(int slot) {
    Arguments.within("slot", slot, 0, arrays.length - 1);
    requireValid();
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

  /** Frees what it has outside the arenas. */
  void close() {
    own.stream().filter(INDArray::closeable).forEach(INDArray::close);
    own.clear();
  }
}
