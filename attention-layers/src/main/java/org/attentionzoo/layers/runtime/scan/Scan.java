package org.attentionzoo.layers.runtime.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.nd4j.autodiff.samediff.SDVariable;

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
 *
 * <p>Written {@code Scan.over(graph, name).sequence(…).state(…).step(…)}.
 */
public final class Scan {
  private static final String PARAMETER = "parameter ";

  /** A variable outside the scan and what the step sees of it. */
  private record Link(SDVariable outer, SDVariable inner) {}

  private final LayerGraph outer;
  private final String name;
  private final DefinedGraph step;
  private final Map<String, Link> sequences = new LinkedHashMap<>();
  private final Map<String, Link> states = new LinkedHashMap<>();
  private final Map<String, Link> constants = new LinkedHashMap<>();
  private final Set<String> undifferentiated = new HashSet<>(); // names of the step's variables
  private boolean reversed;

  private Scan(LayerGraph outer, String name) {
    this.outer = outer;
    this.name = name;
    this.step = DefinedGraph.ofStep(outer);
  }

  /** A scan in this graph, whose step is to be defined. */
  public static Scan over(LayerGraph graph, String name) {
    return new Scan(Arguments.given("graph", graph), Arguments.given("name", name));
  }

  /** The step sees {@code [N, size]} of {@code [N, T, size]}. */
  public Scan sequence(String name, SDVariable sequence) {
    Arguments.given("name", name);
    Arguments.given("sequence", sequence);
    sequences.put(name, new Link(sequence, step.addInput(name, outer.dataType(), 2)));
    return this;
  }

  /** Like {@link #sequence}, for masks {@code [N, T, 1]} and other values without gradient. */
  public Scan fixedSequence(String name, SDVariable sequence) {
    sequence(name, sequence);
    undifferentiated.add(sequences.get(name).inner().name());
    return this;
  }

  /** What is carried from step to step, {@code [N, size]}, with its initial value. */
  public Scan state(String name, SDVariable initial) {
    Arguments.given("name", name);
    Arguments.given("initial", initial);
    states.put(name, new Link(initial, step.addInput(name, outer.dataType(), 2)));
    return this;
  }

  /** What every step sees whole, {@code [N, ..]}. */
  public Scan constant(String name, SDVariable value) {
    Arguments.given("name", name);
    Arguments.given("value", value);
    constants.put(name, new Link(value, step.addInput(name)));
    return this;
  }

  /** Like {@link #constant}, for masks and other values without gradient. */
  public Scan fixedConstant(String name, SDVariable value) {
    constant(name, value);
    undifferentiated.add(constants.get(name).inner().name());
    return this;
  }

  /** Runs time from the last step to the first. */
  public Scan reversed(boolean reversed) {
    this.reversed = reversed;
    return this;
  }

  /**
   * Defines the step. Inside, {@code graph.input(name)} is a sequence's step, a state or a
   * constant, and {@code graph.parameter(name)} a parameter of the layer.
   */
  public Result step(Consumer<Step> body) {
    Arguments.given("body", body);
    if (sequences.isEmpty()) {
      throw new IllegalStateException("Scan " + name + " has no sequence to go over");
    }
    outer
        .parameters()
        .forEach(
            (key, v) ->
                constants.put(PARAMETER + key, new Link(v, step.addParameter(key, v.getShape()))));
    Step s = new Step(step.graph());
    body.accept(s);
    if (!s.next.keySet().equals(states.keySet())) {
      throw new IllegalStateException(
          "Scan " + name + " has states " + states.keySet() + ", its step sets " + s.next);
    }
    List<SDVariable> results = new ArrayList<>(s.outputs.values());
    states.keySet().forEach(key -> results.add(s.next.get(key)));
    List<SDVariable> shared = inner(constants);
    dropUnused(results);
    ScanStep compiled = compile(results, s.outputs.size(), shared);
    List<SDVariable> arguments = new ArrayList<>();
    for (Map<String, Link> group : List.of(sequences, states, constants)) {
      group.values().forEach(l -> arguments.add(l.outer()));
    }
    List<SDVariable> values =
        outer.call(new ScanFunction(name, compiled), arguments.toArray(SDVariable[]::new));
    return result(s, values);
  }

  /** What the step does not look at need not be given to it; one sequence says how long. */
  private void dropUnused(List<SDVariable> results) {
    Set<String> used = new HashSet<>();
    step.nodes().all().forEach(n -> used.addAll(Arrays.asList(n.inputs())));
    results.forEach(v -> used.add(v.name()));
    used.add(sequences.values().iterator().next().inner().name());
    sequences.values().removeIf(l -> !used.contains(l.inner().name()));
    constants.values().removeIf(l -> !used.contains(l.inner().name()));
  }

  private ScanStep compile(List<SDVariable> results, int outputs, List<SDVariable> shared) {
    List<SDVariable> wanted = new ArrayList<>();
    for (Map<String, Link> group : List.of(sequences, states, constants)) {
      wanted.addAll(inner(group));
    }
    wanted.removeIf(v -> undifferentiated.contains(v.name()));
    List<SDVariable> owned = inner(sequences);
    owned.addAll(inner(states));
    Plan plan = new Plan(step, results, wanted, owned, shared);
    boolean[] parameters = new boolean[constants.size()];
    int i = 0;
    for (String key : constants.keySet()) {
      parameters[i++] = key.startsWith(PARAMETER);
    }
    return new ScanStep(
        plan,
        reversed,
        outer.newSite(),
        slots(sequences, plan::slot),
        slots(states, plan::slot),
        slots(constants, plan::slot),
        slots(sequences, plan::gradient),
        slots(states, plan::gradient),
        slots(constants, plan::gradient),
        parameters,
        outputs);
  }

  private static List<SDVariable> inner(Map<String, Link> links) {
    List<SDVariable> inner = new ArrayList<>();
    links.values().forEach(l -> inner.add(l.inner()));
    return inner;
  }

  private static int[] slots(Map<String, Link> links, ToIntFunction<String> slot) {
    return links.values().stream().mapToInt(l -> slot.applyAsInt(l.inner().name())).toArray();
  }

  private Result result(Step s, List<SDVariable> values) {
    Map<String, SDVariable> outputs = new LinkedHashMap<>();
    int i = 0;
    for (String key : s.outputs.keySet()) {
      outputs.put(key, values.get(i++));
    }
    Map<String, SDVariable> last = new LinkedHashMap<>();
    for (String key : states.keySet()) {
      last.put(key, values.get(i++));
    }
    return new Result(outputs, last);
  }

  /** One time step while it is being defined. */
  public static final class Step {
    private final LayerGraph graph;
    private final Map<String, SDVariable> outputs = new LinkedHashMap<>();
    private final Map<String, SDVariable> next = new LinkedHashMap<>();

    private Step(LayerGraph graph) {
      this.graph = graph;
    }

    /** What the step is written on. */
    public LayerGraph graph() {
      return graph;
    }

    /** A value {@code [N, size]} to be stacked over time. */
    public void output(String name, SDVariable value) {
      outputs.put(Arguments.given("name", name), Arguments.given("value", value));
    }

    /** The new value of a state. */
    public void next(String state, SDVariable value) {
      next.put(Arguments.given("state", state), Arguments.given("value", value));
    }
  }

  /**
   * What a scan yields.
   *
   * @param outputs {@code [N, T, size]} by name
   * @param last the states after the last step, {@code [N, size]} by name
   */
  public record Result(Map<String, SDVariable> outputs, Map<String, SDVariable> last) {}
}
