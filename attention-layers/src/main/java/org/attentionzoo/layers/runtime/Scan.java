package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Recurrence: one time step, defined once, run over a sequence of any length. Nothing is unrolled;
 * the step has a plan of its own, and what its backward pass reads is kept for each time step.
 * Gradients of what all steps share are computed after the last step where that is possible, see
 * {@link PlanFunction#stacks}: the gradient of a weight matrix is one product then.
 *
 * <pre>
 * for t in 0 … T-1 (or T-1 … 0 when reversed):
 *   outputs[t], states = step(sequences[t], states, constants, parameters)
 * </pre>
 */
public final class Scan implements PlanFunction {
  private static final String PARAMETER = "parameter ";

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
  private final boolean[] parameters; // which of the constants are
  private final int outputs; // those that are stacked over time

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
    this.parameters = new boolean[constants.length];
    int i = 0;
    for (String key : b.constants.keySet()) {
      parameters[i++] = key.startsWith(PARAMETER);
    }
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
      this.step = outer.ofStep();
    }

    /** The step sees {@code [N, size]} of {@code [N, T, size]}. */
    public Builder sequence(String name, SDVariable sequence) {
      Arguments.given("name", name);
      Arguments.given("sequence", sequence);
      SDVariable inner = step.addInput(name, outer.dataType(), 2);
      sequences.put(name, new Link(sequence, inner));
      return this;
    }

    /** Like {@link #sequence}, for masks {@code [N, T, 1]} and other values without gradient. */
    public Builder fixedSequence(String name, SDVariable sequence) {
      Arguments.given("name", name);
      Arguments.given("sequence", sequence);
      sequence(name, sequence);
      undifferentiated.add(step.input(name));
      return this;
    }

    /** What is carried from step to step, {@code [N, size]}, with its initial value. */
    public Builder state(String name, SDVariable initial) {
      Arguments.given("name", name);
      Arguments.given("initial", initial);
      states.put(name, new Link(initial, step.addInput(name, outer.dataType(), 2)));
      return this;
    }

    /** What every step sees whole, {@code [N, ..]}. */
    public Builder constant(String name, SDVariable value) {
      Arguments.given("name", name);
      Arguments.given("value", value);
      constants.put(name, new Link(value, step.addUnshapedInput(name)));
      return this;
    }

    /** Like {@link #constant}, for masks and other values without gradient. */
    public Builder fixedConstant(String name, SDVariable value) {
      Arguments.given("name", name);
      Arguments.given("value", value);
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
      Arguments.given("body", body);
      outer
          .parameters()
          .forEach(
              (key, v) ->
                  constants.put(
                      PARAMETER + key, new Link(v, step.addParameter(key, v.getShape()))));
      constants.values().forEach(l -> step.share(l.inner()));
      Step s = new Step(step);
      body.accept(s);
      if (!s.next.keySet().equals(states.keySet())) {
        throw new IllegalStateException(
            "Scan " + name + " has states " + states.keySet() + ", its step sets " + s.next);
      }
      List<SDVariable> results = new ArrayList<>(s.outputs.values());
      states.keySet().forEach(key -> results.add(s.next.get(key)));
      dropUnused(results);
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

    /** What the step does not look at need not be given to it; one sequence says how long. */
    private void dropUnused(List<SDVariable> results) {
      Set<String> used = new HashSet<>();
      step.nodes().forEach(n -> used.addAll(Arrays.asList(n.inputs())));
      results.forEach(v -> used.add(v.name()));
      used.add(sequences.values().iterator().next().inner().name());
      sequences.values().removeIf(l -> !used.contains(l.inner().name()));
      constants.values().removeIf(l -> !used.contains(l.inner().name()));
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
  public boolean takesNullGradients() {
    return true;
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    return outputShapes(inputs, newInstance(), false);
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(
      List<INDArray> inputs, Instance instance, boolean training) {
    long steps = inputs.get(0).shape()[1];
    List<long[]> ofStep =
        ((ScanRun) instance).stepShapes(inputs.toArray(INDArray[]::new), training);
    List<LongShapeDescriptor> shapes = new ArrayList<>();
    for (int i = 0; i < ofStep.size(); i++) {
      long[] s = ofStep.get(i);
      long[] stacked = i < outputs ? new long[] {s[0], steps, s[1]} : s;
      shapes.add(LongShapeDescriptor.fromShape(stacked, plan.dataType()));
    }
    return shapes;
  }

  @Override
  public Instance newInstance() {
    return new ScanRun(this);
  }

  int site() {
    return site;
  }

  Plan plan() {
    return plan;
  }

  /** The position of the k-th step of this many. */
  int position(int k, int steps) {
    return reversed ? steps - 1 - k : k;
  }

  int[] sequences() {
    return sequences;
  }

  int[] states() {
    return states;
  }

  int[] constants() {
    return constants;
  }

  /** Whether this constant is a parameter and not the batch's. */
  boolean isParameter(int constant) {
    return parameters[constant];
  }

  /** Where the constants begin among the arguments. */
  int firstConstant() {
    return sequences.length + states.length;
  }

  int[] sequenceGradients() {
    return sequenceGradients;
  }

  int[] stateGradients() {
    return stateGradients;
  }

  int[] constantGradients() {
    return constantGradients;
  }

  /** How many of the plan's outputs are stacked over time; the new states follow. */
  int stackedOutputs() {
    return outputs;
  }
}
