package org.attentionzoo.layers.runtime.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.attentionzoo.layers.runtime.Planned;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.decoding.IncrementalPlan;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.memory.Dense;
import org.attentionzoo.layers.runtime.plan.Binding;
import org.attentionzoo.layers.runtime.plan.Frame;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one layer's or vertex's plan between DL4J's border and the frame: checks the inputs, turns
 * {@code [N, size, T]} into {@code [N, T, size]} and back, and fills masks and gradient views.
 */
final class PlanRunner {

  private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);

  private final String name;
  private final Planned definition;
  private final boolean frozen;
  private final DataType dataType;
  private Map<String, INDArray> parameters = Map.of();
  private Map<String, INDArray> gradients = Map.of();
  private DefinedGraph graph;
  private Plan plan;
  private Frame frame;
  private INDArray[] announced; // by slot, of the shapes that masks have
  private INDArray[] copies;
  private Forward last;
  private Factors own; // null before the first pass
  private Factors given; // in place of its own; null for none
  private IncrementalPlan incrementalPlan;
  private long forwardPasses;

  /** The forward pass that a backward pass goes back through. */
  private record Forward(Binding binding, Pass pass) {}

  /**
   * @param frozen whether the parameters get no gradient and nothing is dropped
   */
  PlanRunner(String name, Planned definition, boolean frozen, DataType dataType) {
    this.name = name;
    this.definition = definition;
    this.frozen = frozen;
    this.dataType = dataType;
  }

  void setParameters(Map<String, INDArray> parameters) {
    this.parameters = parameters;
  }

  /** From now on the backward pass writes parameter gradients into these arrays. */
  void setGradients(Map<String, INDArray> gradients) {
    this.gradients = gradients;
    if (frame != null) {
      targetGradients();
    }
  }

  private void compile() {
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      graph = new DefinedGraph(dataType);
      List<SDVariable> wanted = new ArrayList<>();
      List<SDVariable> owned = new ArrayList<>();
      for (Input input : definition.inputs()) {
        DataType type = input.type(dataType);
        SDVariable v = graph.addInput(input.name(), type, input.kind().rank());
        if (!input.isIds()) {
          wanted.add(v);
        }
        if (input.isSequence() || input.isIds()) {
          owned.add(graph.addMask(input.name()));
        }
      }
      definition
          .parameterShapes()
          .forEach(
              (key, shape) -> {
                SDVariable parameter = graph.addParameter(key, shape);
                if (!frozen) {
                  wanted.add(parameter);
                }
              });
      SDVariable output = definition.define(graph.graph());
      graph.logKernels(LOG, name);
      plan = new Plan(graph, List.of(output), wanted, owned, List.of());
      frame = new Frame(plan);
      announced = new INDArray[plan.slotCount()];
      copies = new INDArray[definition.inputs().size()];
      targetGradients();
    }
  }

  private void targetGradients() {
    gradients.forEach(
        (key, view) -> {
          int slot = plan.gradient(graph.parameters().get(key).name());
          if (slot >= 0) {
            frame.setGradientTarget(slot, view);
          }
        });
  }

  /**
   * @param inputs at DL4J's border
   * @param masks {@code [N, T]} or null, one an input
   * @return the output inside the frame, valid until the next pass: {@code [N, T, size]} or rank 2
   */
  INDArray forward(INDArray[] inputs, INDArray[] masks, boolean training, long seed) {
    List<Input> expected = definition.inputs();
    if (inputs.length != expected.size()) {
      throw new IllegalArgumentException(
          name + ": expected " + expected.size() + " inputs, got " + inputs.length);
    }
    if (plan == null) {
      compile();
    }
    INDArray[] bound = new INDArray[plan.slotCount()];
    for (int i = 0; i < inputs.length; i++) {
      expected.get(i).check(name, inputs[i], plan.isFused());
      checkSameBatch(expected, inputs, i);
      bound[plan.slot(graph.inputs().get(expected.get(i).name()).name())] = inside(i, inputs[i]);
      SDVariable mask = graph.masks().get(expected.get(i).name());
      if (mask != null) {
        if (masks != null && masks[i] != null) {
          expected.get(i).checkMask(name, inputs[i], masks[i], plan.isFused());
        }
        long last = inputs[i].shape()[inputs[i].rank() - 1];
        bound[plan.slot(mask.name())] =
            shapeOnly(inputs[i].shape()[0], last, plan.slot(mask.name()));
      }
    }
    parameters.forEach(
        (key, value) -> bound[plan.slot(graph.parameters().get(key).name())] = value);
    Binding binding = frame.bind(bound, training);
    for (int i = 0; i < inputs.length; i++) {
      SDVariable mask = graph.masks().get(expected.get(i).name());
      if (mask != null) {
        INDArray own = binding.array(plan.slot(mask.name()));
        if (masks != null && masks[i] != null) {
          own.assign(masks[i]);
        } else {
          own.assign(1);
        }
      }
    }
    last = new Forward(binding, new Pass(training, training && !frozen, seed, factors()));
    binding.forward(last.pass());
    forwardPasses++;
    return binding.array(plan.output(0));
  }

  /** Its own are chosen at the first pass, as the plan is. */
  private Factors factors() {
    if (given != null) {
      return given;
    }
    if (own == null) {
      Precision precision = definition instanceof Precise part ? part.getPrecision() : null;
      own = Factors.ofTraining(precision, dataType);
    }
    own.begin();
    return own;
  }

  /** Whoever gives some says when their weights may have changed. */
  void useFactors(DecodingFactors factors) {
    given = factors == null ? null : factors.factors();
  }

  private void checkSameBatch(List<Input> expected, INDArray[] inputs, int i) {
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
      announced[slot] = Dense.allocate(dataType, n, t);
    }
    return announced[slot];
  }

  /** The input as the plan wants it: {@code [N, T, size]} in c order and of the plan's type. */
  private INDArray inside(int index, INDArray array) {
    Input input = definition.inputs().get(index);
    INDArray view = input.isSequence() ? array.permute(0, 2, 1) : array; // [N, T, size]
    DataType type = input.type(dataType);
    if (view.dataType() == type && isContiguous(view)) {
      return view;
    }
    INDArray copy = copies[index];
    if (copy == null || !java.util.Arrays.equals(copy.shape(), view.shape())) {
      copy = Dense.allocate(type, view.shape());
      copies[index] = copy;
    }
    return copy.assign(view);
  }

  static boolean isContiguous(INDArray a) {
    return a.ordering() == 'c' && Matrix.isContiguous(a);
  }

  /**
   * Fills the gradient views.
   *
   * @param epsilon the gradient of the output, at DL4J's border
   * @return gradients of the inputs inside the frame ({@code [N, T, size]} for sequences), null for
   *     ids and for inputs the output does not depend on
   */
  INDArray[] backward(INDArray epsilon) {
    if (last == null) {
      throw new IllegalStateException(name + ": backward pass without a forward pass before it");
    }
    if (!last.pass().training()) {
      throw new IllegalStateException(
          name + ": backward pass after a forward pass for inference; run it with training = true");
    }
    INDArray inner = epsilon.rank() == 3 ? epsilon.permute(0, 2, 1) : epsilon;
    Binding binding = last.binding();
    INDArray output = binding.array(plan.output(0));
    if (!java.util.Arrays.equals(inner.shape(), output.shape())) {
      throw new IllegalArgumentException(
          name
              + ": gradient of the output has shape "
              + java.util.Arrays.toString(epsilon.shape())
              + ", the output (inside) "
              + java.util.Arrays.toString(output.shape()));
    }
    if (inner.dataType() != dataType || !isContiguous(inner)) {
      inner = Dense.allocate(dataType, inner.shape()).assign(inner);
    }
    binding.backward(new INDArray[] {inner}, last.pass());
    gradients.forEach((key, view) -> copyGradient(binding, key, view));
    List<Input> expected = definition.inputs();
    INDArray[] result = new INDArray[expected.size()];
    for (int i = 0; i < result.length; i++) {
      int slot = plan.gradient(graph.inputs().get(expected.get(i).name()).name());
      result[i] = slot < 0 ? null : binding.array(slot);
    }
    return result;
  }

  private void copyGradient(Binding binding, String key, INDArray view) {
    int slot = plan.gradient(graph.parameters().get(key).name());
    if (slot < 0) {
      view.assign(0);
    } else if (binding.array(slot) != view) {
      view.assign(binding.array(slot));
    }
  }

  /**
   * A copy of a value the definition exposed, as of the last forward pass, e.g. attention weights.
   */
  INDArray exposed(String key) {
    if (last == null) {
      throw new IllegalStateException(
          name + ": \"" + key + "\" is known after a forward pass only");
    }
    SDVariable v = graph.exposed().get(key);
    if (v == null) {
      throw new IllegalArgumentException(
          name + " exposes no \"" + key + "\"; it has " + graph.exposed().keySet());
    }
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return last.binding().array(plan.slot(v.name())).dup('c');
    }
  }

  synchronized Stepper stepper(Map<String, INDArray> parameters) {
    if (!(definition instanceof Incremental incremental)) {
      throw new IllegalStateException(name + " cannot be run one position at a time");
    }
    if (incrementalPlan == null) {
      incrementalPlan = new IncrementalPlan(name, incremental, dataType);
    }
    return new Stepper(incrementalPlan, parameters);
  }

  /** Names of the kernels in use, in the definition's order; empty before the first pass. */
  List<String> kernels() {
    return graph == null ? List.of() : List.copyOf(graph.kernels());
  }

  /** How many forward passes were executed so far. */
  long forwardPasses() {
    return forwardPasses;
  }
}
