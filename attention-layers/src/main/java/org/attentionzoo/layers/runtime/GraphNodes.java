package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.runtime.GraphNode.FunctionGradientNode;
import org.attentionzoo.layers.runtime.GraphNode.FunctionNode;
import org.attentionzoo.layers.runtime.GraphNode.OpNode;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.internal.SameDiffOp;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The steps of a graph in the order in which they were defined, which is a topological one: ops of
 * SameDiff, and calls of functions of ours, whose outputs are placeholders for SameDiff.
 */
public final class GraphNodes implements OwnSteps {

  private final SameDiff sd;
  private final DataType dataType;
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<String, Function<SDVariable, List<SDVariable>>> derivatives = new HashMap<>();
  private int opsSeen;
  private int functions;

  GraphNodes(SameDiff sd, DataType dataType) {
    this.sd = sd;
    this.dataType = dataType;
  }

  @Override
  public List<SDVariable> call(
      PlanFunction function,
      Function<SDVariable, List<SDVariable>> derivative,
      SDVariable... arguments) {
    Arguments.given("function", function);
    Arguments.allGiven("arguments", arguments);
    collectOps();
    String base = function.name() + "_" + functions++;
    List<SDVariable> outputs = new ArrayList<>();
    for (int i = 0; i < function.outputs(); i++) {
      outputs.add(placeholder(base + "_out" + i));
    }
    nodes.add(new FunctionNode(function, names(List.of(arguments)), names(outputs), derivative));
    return outputs;
  }

  @Override
  public void derivative(SDVariable output, Function<SDVariable, List<SDVariable>> gradient) {
    derivatives.put(Arguments.given("output", output).name(), gradient);
  }

  /** A variable that something other than a SameDiff op fills. */
  public SDVariable placeholder(String name) {
    return sd.placeHolder(Arguments.given("name", name), dataType, (long[]) null);
  }

  /** Adds a step of the backward pass. */
  public void add(FunctionGradientNode node) {
    Arguments.given("node", node);
    collectOps();
    nodes.add(node);
  }

  /** All nodes so far. */
  public List<GraphNode> all() {
    collectOps();
    return Collections.unmodifiableList(nodes);
  }

  private void collectOps() {
    sd.getOps().values().stream().skip(opsSeen).forEach(op -> nodes.add(node(op)));
    opsSeen = sd.getOps().size();
  }

  private OpNode node(SameDiffOp op) {
    List<String> inputs = op.getInputsToOp() == null ? List.of() : op.getInputsToOp();
    String[] outputs = op.getOutputsOfOp().toArray(String[]::new);
    return new OpNode(
        op.getOp(), inputs.toArray(String[]::new), outputs, derivatives.get(outputs[0]));
  }

  private static String[] names(List<SDVariable> variables) {
    return variables.stream().map(SDVariable::name).toArray(String[]::new);
  }
}
