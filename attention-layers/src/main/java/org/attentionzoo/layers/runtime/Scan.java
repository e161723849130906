package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Recurrence: one time step, defined once, run over a sequence of any length. Nothing is unrolled;
 * the step has a plan of its own, and what its backward pass reads is kept for each time step.
 *
 * <pre>
 * for t in 0 … T-1 (or T-1 … 0 when reversed):
 *   outputs[t], states = step(sequences[t], states, constants, parameters)
 * </pre>
 */
public final class Scan implements PlanFunction {

  private final String name;
  private final int site;
  private final Plan plan;
  private final boolean reversed;
  private final int[] sequences; // slots in the step's plan
  private final int[] states;
  private final int[] constants;
  private final int[] sequenceGradients; // slots, -1 where none
  private final int[] stateGradients;
  private final int[] constantGradients;
  private final int outputs;

  private Scan(Builder b, Plan plan, int outputs) {
    this.name = b.name;
    this.site = b.outer.newSite();
    this.plan = plan;
    this.reversed = b.reversed;
    this.outputs = outputs;
    this.sequences = slots(b.sequences.values());
    this.states = slots(b.states.values());
    this.constants = slots(b.constants.values());
    this.sequenceGradients = gradientSlots(b.sequences.values());
    this.stateGradients = gradientSlots(b.states.values());
    this.constantGradients = gradientSlots(b.constants.values());
  }

  private int[] slots(Iterable<Link> links) {
    List<Integer> list = new ArrayList<>();
    links.forEach(l -> list.add(plan.slot(l.inner().name())));
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private int[] gradientSlots(Iterable<Link> links) {
    List<Integer> list = new ArrayList<>();
    links.forEach(l -> list.add(plan.gradient(l.inner().name())));
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A variable outside the scan and what the step sees of it. */
  private record Link(SDVariable outer, SDVariable inner) {}

  /** Collects what goes round in a scan. */
  public static final class Builder {
    private final LayerGraph outer;
    private final String name;
    private final LayerGraph step;
    private final Map<String, Link> sequences = new LinkedHashMap<>();
    private final Map<String, Link> states = new LinkedHashMap<>();
    private final Map<String, Link> constants = new LinkedHashMap<>();
    private final List<SDVariable> undifferentiated = new ArrayList<>();
    private boolean reversed;

    Builder(LayerGraph outer, String name) {
      this.outer = outer;
      this.name = name;
      this.step = new LayerGraph(outer.dataType());
    }

    /** The step sees {@code [N, size]} of {@code [N, T, size]}. */
    public Builder sequence(String name, SDVariable sequence) {
      SDVariable inner = step.addInput(name, outer.dataType(), 2);
      sequences.put(name, new Link(sequence, inner));
      return this;
    }

    /** Like {@link #sequence}, for masks {@code [N, T, 1]} and other values without gradient. */
    public Builder fixedSequence(String name, SDVariable sequence) {
      sequence(name, sequence);
      undifferentiated.add(step.input(name));
      return this;
    }

    /** What is carried from step to step, {@code [N, size]}, with its initial value. */
    public Builder state(String name, SDVariable initial) {
      states.put(name, new Link(initial, step.addInput(name, outer.dataType(), 2)));
      return this;
    }

    /** What every step sees whole. */
    public Builder constant(String name, SDVariable value) {
      constants.put(name, new Link(value, step.addUnshapedInput(name)));
      return this;
    }

    /** Like {@link #constant}, for masks and other values without gradient. */
    public Builder fixedConstant(String name, SDVariable value) {
      constant(name, value);
      undifferentiated.add(step.input(name));
      return this;
    }

    /** Runs time from the last step to the first. */
    public Builder reversed(boolean reversed) {
      this.reversed = reversed;
      return this;
    }

    /**
     * Defines the step. Inside, {@code graph.input(name)} is a sequence's step, a state or a
     * constant, and {@code graph.parameter(name)} a parameter of the layer.
     */
    public Result step(Consumer<Step> body) {
      outer
          .parameters()
          .forEach(
              (key, v) ->
                  constants.put(
                      "parameter " + key, new Link(v, step.addParameter(key, v.getShape()))));
      Step s = new Step(step);
      body.accept(s);
      if (!s.next.keySet().equals(states.keySet())) {
        throw new IllegalStateException(
            "Scan " + name + " has states " + states.keySet() + ", its step sets " + s.next);
      }
      List<SDVariable> results = new ArrayList<>(s.outputs.values());
      states.keySet().forEach(key -> results.add(s.next.get(key)));
      dropUnusedParameters();
      List<SDVariable> wanted = new ArrayList<>();
      for (Map<String, Link> group : List.of(sequences, states, constants)) {
        group.values().forEach(l -> wanted.add(l.inner()));
      }
      wanted.removeIf(v -> undifferentiated.stream().anyMatch(u -> u.name().equals(v.name())));
      List<SDVariable> owned = new ArrayList<>();
      sequences.values().forEach(l -> owned.add(l.inner()));
      states.values().forEach(l -> owned.add(l.inner()));
      Plan plan = new Plan(step, results, wanted, owned);
      outer.addKernels(step.kernels());
      List<SDVariable> arguments = new ArrayList<>();
      for (Map<String, Link> group : List.of(sequences, states, constants)) {
        group.values().forEach(l -> arguments.add(l.outer()));
      }
      Scan scan = new Scan(this, plan, s.outputs.size());
      List<SDVariable> values = outer.call(scan, arguments.toArray(SDVariable[]::new));
      Map<String, SDVariable> byName = new LinkedHashMap<>();
      int i = 0;
      for (String key : s.outputs.keySet()) {
        byName.put(key, values.get(i++));
      }
      Map<String, SDVariable> last = new LinkedHashMap<>();
      for (String key : states.keySet()) {
        last.put(key, values.get(i++));
      }
      return new Result(byName, last);
    }

    private void dropUnusedParameters() {
      List<String> used = new ArrayList<>();
      step.nodes().forEach(n -> used.addAll(Arrays.asList(n.inputs())));
      constants
          .entrySet()
          .removeIf(
              e ->
                  e.getKey().startsWith("parameter ")
                      && !used.contains(e.getValue().inner().name()));
    }
  }

  /** One time step while it is being defined. */
  public static final class Step {
    private final LayerGraph graph;
    private final Map<String, SDVariable> outputs = new LinkedHashMap<>();
    private final Map<String, SDVariable> next = new LinkedHashMap<>();

    private Step(LayerGraph graph) {
      this.graph = graph;
    }

    public LayerGraph graph() {
      return graph;
    }

    /** A value {@code [N, size]} to be stacked over time. */
    public void output(String name, SDVariable value) {
      outputs.put(name, value);
    }

    /** The new value of a state. */
    public void next(String state, SDVariable value) {
      next.put(state, value);
    }
  }

  /**
   * What a scan yields.
   *
   * @param outputs {@code [N, T, size]} by name
   * @param last the states after the last step, {@code [N, size]} by name
   */
  public record Result(Map<String, SDVariable> outputs, Map<String, SDVariable> last) {}

  @Override
  public String name() {
    return name;
  }

  @Override
  public int outputs() {
    return plan.outputCount();
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    Frame probe = new Frame(plan);
    probe.bind(stepInputs(inputs.toArray(INDArray[]::new), new INDArray[plan.slotCount()]), false);
    long steps = inputs.get(0).shape()[1];
    List<LongShapeDescriptor> shapes = new ArrayList<>();
    for (int i = 0; i < plan.outputCount(); i++) {
      long[] s = probe.array(plan.output(i)).shape();
      shapes.add(
          LongShapeDescriptor.fromShape(
              i < outputs ? new long[] {s[0], steps, s[1]} : s, plan.dataType()));
    }
    return shapes;
  }

  private INDArray[] stepInputs(INDArray[] inputs, INDArray[] bound) {
    int k = 0;
    for (int slot : sequences) {
      INDArray sequence = inputs[k++];
      INDArray before = bound[slot];
      long n = sequence.shape()[0];
      if (before == null || before.shape()[0] != n) {
        bound[slot] = Arena.allocate(plan.dataType(), n, sequence.shape()[2]); // shape only
      }
    }
    for (int slot : states) {
      bound[slot] = inputs[k++];
    }
    for (int slot : constants) {
      bound[slot] = inputs[k++];
    }
    return bound;
  }

  @Override
  public Instance newInstance() {
    return new Run();
  }

  private final class Run implements Instance {
    private final Frame frame = new Frame(plan);
    private final INDArray[] bound = new INDArray[plan.slotCount()];
    private INDArray tape; // [T · savedElements]
    private INDArray[] stepGradients; // of the step's outputs and next states

    @Override
    public void forward(INDArray[] inputs, INDArray[] results, Pass pass) {
      frame.bind(stepInputs(inputs, bound), pass.training());
      Pass own = pass.part(site);
      int steps = (int) inputs[0].shape()[1];
      long saved = pass.training() ? frame.savedElements() : 0;
      if (saved > 0 && (tape == null || tape.length() < steps * saved)) {
        tape = Arena.allocate(plan.dataType(), steps * saved);
      }
      for (int i = 0; i < states.length; i++) {
        Blocks.copy(inputs[sequences.length + i], frame.array(states[i]));
      }
      for (int k = 0; k < steps; k++) {
        int t = reversed ? steps - 1 - k : k;
        for (int i = 0; i < sequences.length; i++) {
          Blocks.readStep(inputs[i], t, frame.array(sequences[i]));
        }
        frame.forward(own.part(t));
        if (saved > 0) {
          Blocks.copy(frame.saved().buffer(), 0, tape, t * saved, saved);
        }
        for (int i = 0; i < outputs; i++) {
          Blocks.writeStep(frame.array(plan.output(i)), results[i], t);
        }
        carry(results);
      }
    }

    /** Moves the new states to where the next step reads them. */
    private void carry(INDArray[] results) {
      for (int i = 0; i < states.length; i++) {
        // by way of the result, as a new state may be another state's old array
        Blocks.copy(frame.array(plan.output(outputs + i)), results[outputs + i]);
      }
      for (int i = 0; i < states.length; i++) {
        Blocks.copy(results[outputs + i], frame.array(states[i]));
      }
    }

    @Override
    public void backward(
        INDArray[] inputs,
        INDArray[] results,
        INDArray[] resultGradients,
        INDArray[] inputGradients,
        Pass pass) {
      frame.bind(stepInputs(inputs, bound), true);
      Pass own = pass.part(site);
      int steps = (int) inputs[0].shape()[1];
      long saved = frame.savedElements();
      allocateStepGradients(resultGradients);
      for (int i = 0; i < states.length; i++) {
        Blocks.copy(resultGradients[outputs + i], stepGradients[outputs + i]);
      }
      for (INDArray g : inputGradients) {
        if (g != null) {
          g.assign(0);
        }
      }
      for (int k = steps - 1; k >= 0; k--) {
        int t = reversed ? steps - 1 - k : k;
        if (saved > 0) {
          Blocks.copy(tape, t * saved, frame.saved().buffer(), 0, saved);
        }
        for (int i = 0; i < outputs; i++) {
          Blocks.readStep(resultGradients[i], t, stepGradients[i]);
        }
        frame.backward(stepGradients, own.part(t));
        collect(inputGradients, t);
      }
      for (int i = 0; i < states.length; i++) {
        INDArray target = inputGradients[sequences.length + i];
        if (target != null) {
          Blocks.copy(stepGradients[outputs + i], target);
        }
      }
    }

    private void allocateStepGradients(INDArray[] resultGradients) {
      INDArray[] old = stepGradients;
      stepGradients = new INDArray[resultGradients.length];
      for (int i = 0; i < stepGradients.length; i++) {
        INDArray g = resultGradients[i];
        long[] shape = i < outputs ? new long[] {g.shape()[0], g.shape()[2]} : g.shape();
        boolean fits = old != null && Arrays.equals(old[i].shape(), shape);
        stepGradients[i] = fits ? old[i] : Arena.allocate(plan.dataType(), shape);
      }
    }

    /** Takes the gradients of one step: stacked, carried on, or summed. */
    private void collect(INDArray[] inputGradients, int t) {
      for (int i = 0; i < sequences.length; i++) {
        if (sequenceGradients[i] >= 0 && inputGradients[i] != null) {
          Blocks.writeStep(frame.array(sequenceGradients[i]), inputGradients[i], t);
        }
      }
      for (int i = 0; i < constants.length; i++) {
        INDArray sum = inputGradients[sequences.length + states.length + i];
        if (constantGradients[i] >= 0 && sum != null) {
          sum.addi(frame.array(constantGradients[i]));
        }
      }
      for (int i = 0; i < states.length; i++) {
        if (stateGradients[i] >= 0) {
          Blocks.copy(frame.array(stateGradients[i]), stepGradients[outputs + i]);
        } else {
          stepGradients[outputs + i].assign(0);
        }
      }
    }
  }
}
