package org.attentionzoo.layers.runtime.decoding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.Input;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two plans of an {@link Incremental} definition: the start, run once a sentence, and the step.
 * Immutable; each {@link Stepper} runs it in frames of its own.
 */
public final class IncrementalPlan {

  private static final Logger LOG = LoggerFactory.getLogger(IncrementalPlan.class);

  /** A plan with the names of what goes in and comes out, and their slots. */
  record Part(
      Plan plan,
      Map<String, Integer> inputs,
      Map<String, Integer> masks,
      Map<String, Integer> parameters,
      Map<String, Integer> outputs) {}

  private final Incremental definition;
  private final DataType dataType;
  private final Part start;
  private final Part next;

  /**
   * @param name of the layer or vertex, for the log
   * @throws IllegalStateException if the definition's step returns too little or too much
   */
  public IncrementalPlan(String name, Incremental definition, DataType dataType) {
    Arguments.given("name", name);
    Arguments.given("definition", definition);
    Arguments.given("dataType", dataType);
    this.definition = definition;
    this.dataType = dataType;
    try (MemoryWorkspace ws = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      DefinedGraph first = DefinedGraph.ofDecoding(dataType);
      for (Input input : definition.inputs()) {
        if (!input.name().equals(definition.targetInput())) {
          first.addInput(input.name(), input.type(dataType), input.kind().rank());
          if (input.isSequence() || input.isIds()) {
            first.addMask(input.name());
          }
        }
      }
      addParameters(first);
      Map<String, SDVariable> values = definition.defineStart(first.graph());
      start = values.isEmpty() ? null : part(name + ", start of decoding,", first, values);
      DefinedGraph step = DefinedGraph.ofDecoding(dataType);
      addStepInputs(step, values);
      addParameters(step);
      next = part(name + ", step of decoding,", step, definition.defineNext(step.graph()));
    }
    check(start == null ? Map.of() : start.outputs());
  }

  private void addStepInputs(DefinedGraph step, Map<String, SDVariable> values) {
    for (Input input : definition.inputs()) {
      boolean target = input.name().equals(definition.targetInput());
      if (target || input.kind() == Input.Kind.TABLE) {
        step.addInput(input.name(), input.type(dataType), input.kind().rank());
      }
    }
    step.addInput(Incremental.POSITION, DataType.INT32, 2);
    values.keySet().forEach(step::addInput);
    if (!definition.memories().isEmpty()) {
      step.addInput(Incremental.MEMORY_ROWS, DataType.INT32, 2);
    }
    definition.histories().keySet().forEach(name -> step.addInput(name, dataType, 2));
    if (!definition.histories().isEmpty()) {
      step.addInput(Incremental.HISTORY_ROWS, DataType.INT32, 2);
      step.addInput(Incremental.HISTORY_MASK, dataType, 2);
    }
  }

  private void addParameters(DefinedGraph graph) {
    definition.parameterShapes().forEach(graph::addParameter);
  }

  private static Part part(String name, DefinedGraph graph, Map<String, SDVariable> results) {
    graph.logKernels(LOG, name);
    Plan plan = Plan.ofInference(graph, List.copyOf(results.values()));
    return new Part(
        plan,
        slots(plan, graph.inputs()),
        slots(plan, graph.masks()),
        slots(plan, graph.parameters()),
        slots(plan, results));
  }

  private static Map<String, Integer> slots(Plan plan, Map<String, SDVariable> variables) {
    Map<String, Integer> slots = new LinkedHashMap<>();
    variables.forEach((name, v) -> slots.put(name, plan.slot(v.name())));
    return slots;
  }

  private void check(Map<String, Integer> values) {
    List<String> missing = new ArrayList<>(definition.histories().keySet());
    missing.add(Incremental.OUTPUT);
    missing.removeAll(next.outputs().keySet());
    List<String> unknown = new ArrayList<>(next.outputs().keySet());
    unknown.removeAll(List.of(Incremental.OUTPUT, Incremental.WEIGHTS));
    unknown.removeAll(definition.histories().keySet());
    unknown.removeAll(values.keySet());
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalStateException(
          definition.getClass().getSimpleName()
              + ".defineNext lacks "
              + missing
              + " and returns "
              + unknown
              + ", which is neither a value of defineStart nor a history");
    }
  }

  Incremental definition() {
    return definition;
  }

  DataType dataType() {
    return dataType;
  }

  /** Whether a step gives attention weights. */
  public boolean hasWeights() {
    return next.outputs().containsKey(Incremental.WEIGHTS);
  }

  /** Null if the steps share nothing. */
  Part start() {
    return start;
  }

  Part next() {
    return next;
  }
}
