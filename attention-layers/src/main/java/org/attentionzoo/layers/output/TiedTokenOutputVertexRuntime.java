package org.attentionzoo.layers.output;

import java.util.Arrays;
import java.util.Map;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.dl4j.SummaryStandIn;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a {@link TiedTokenOutputVertex}: input 0 the hidden states [N, d, T], input 1 the table [V,
 * d]; backward returns a gradient for each.
 */
public final class TiedTokenOutputVertexRuntime extends LayerVertex implements TokenScorer {
  private static final int TABLE = 1;

  private final TiedTokenOutputLayerRuntime output;

  TiedTokenOutputVertexRuntime(
      ComputationGraph graph,
      String name,
      int index,
      TiedTokenOutputLayerRuntime output,
      boolean isOutput,
      DataType type) {
    super(graph, name, index, output, null, isOutput, type);
    this.output = output;
  }

  @Override
  public VertexIndices[] getInputVertices() {
    SummaryStandIn.putIfSummarized(
        graph,
        vertexName,
        () -> new InputType[] {InputType.feedForward(output.layerConf().getNIn())});
    return super.getInputVertices();
  }

  @Override
  public void setInput(int number, INDArray input, LayerWorkspaceMgr mgr) {
    if (number == TABLE) {
      inputs[TABLE] = input;
      output.setTable(input);
    } else {
      super.setInput(number, input, mgr);
    }
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr mgr) {
    GraphVertex table = tableOwner();
    output.setTableFrozen(table.hasLayer() && table.getLayer() instanceof FrozenLayer);
    Pair<Gradient, INDArray[]> hidden = super.doBackward(tbptt, mgr);
    return new Pair<>(
        hidden.getFirst(), new INDArray[] {hidden.getSecond()[0], output.takeTableEpsilon()});
  }

  /** Only the mask of the hidden states means anything; see the layer for what it does. */
  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return masks == null ? new Pair<>(null, state) : new Pair<>(masks[0], state);
  }

  @Override
  public void setLayerAsFrozen() {
    throw new UnsupportedOperationException(
        "the output vertex \"" + vertexName + "\" cannot be frozen");
  }

  /** Uses the [V, d] parameter of the vertex that feeds the table, outside any pass. */
  @Override
  public INDArray logProbabilities(INDArray hidden) {
    return output.logProbabilities(hidden, tableParameter());
  }

  @Override
  public RowScorer rows(DecodingFactors factors) {
    return output.rowScorer(this::tableParameter, factors);
  }

  private INDArray tableParameter() {
    GraphVertex owner = tableOwner();
    TiedTokenOutput conf = output.layerConf();
    long[] shape = {conf.getNOut(), conf.getNIn()}; // [V, d]
    Map<String, INDArray> params = owner.paramTable(false);
    if (params != null) {
      for (INDArray param : params.values()) {
        if (Arrays.equals(param.shape(), shape)) {
          return param.castTo(dataType);
        }
      }
    }
    throw new IllegalStateException(
        "vertex \""
            + owner.getVertexName()
            + "\", which feeds the table of \""
            + vertexName
            + "\", has no parameter of shape "
            + Arrays.toString(shape));
  }

  private GraphVertex tableOwner() {
    return graph.getVertices()[getInputVertices()[TABLE].getVertexIndex()];
  }

  // Lombok's generated equals of the superclass would take any LayerVertex for the same.
  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
