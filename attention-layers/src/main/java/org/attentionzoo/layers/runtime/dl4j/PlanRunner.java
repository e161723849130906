package org.attentionzoo.layers.runtime.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Factors;
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
import org.attentionzoo.layers.runtime.plan.InferenceMemory;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one layer's or vertex's plan between DL4J's border, where arrays are {@code [N, size, T]},
 * and the frame, where they are {@code [N, T, size]}, and fills gradient views.
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
  private PlanInputs inputs;
  private Forward last;
  private Factors own; // null before the first pass
  private Factors given; // in place of its own; null for none
  private Frame lent; // in place of its own; null for none
  private InferenceMemory lender; // of the frame that was borrowed last
  private Frame borrowed;
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
      inputs = new PlanInputs(name, definition.inputs(), graph, plan);
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
    if (plan == null) {
      compile();
    }
    Frame where = lent == null ? frame : lent;
    Binding binding = this.inputs.bind(where, inputs, masks, parameters, training);
    Pass pass = new Pass(training, training && !frozen, seed, factors());
    last = where == frame ? new Forward(binding, pass) : null; // the next part overwrites the rest
    binding.forward(pass);
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

  /** See {@link BorrowedPart}. */
  void borrow(DecodingFactors factors, InferenceMemory memory) {
    Arguments.given("memory", memory);
    given = Arguments.given("factors", factors).areFloats() ? null : factors.factors();
    if (plan == null) {
      compile();
    }
    if (lender != memory) {
      if (borrowed != null) {
        borrowed.close();
      }
      borrowed = new Frame(plan, memory);
      lender = memory;
    }
    lent = borrowed;
  }

  void giveBack() {
    given = null;
    lent = null;
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
    if (!Arrays.equals(inner.shape(), output.shape())) {
      throw new IllegalArgumentException(
          name
              + ": gradient of the output has shape "
              + Arrays.toString(epsilon.shape())
              + ", the output (inside) "
              + Arrays.toString(output.shape()));
    }
    if (inner.dataType() != dataType || !PlanInputs.isContiguous(inner)) {
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
