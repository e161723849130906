package org.attentionzoo.layers.output;

import java.util.Arrays;
import org.attentionzoo.layers.embedding.VocabularySized;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.CheckedOptions;
import org.attentionzoo.layers.runtime.dl4j.Origin;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Configuration of the vertex around a {@link TiedTokenOutput}: an output layer with two inputs.
 *
 * <p>Not a {@code LayerVertex}, because TransferLearning replaces all of those by stock ones with a
 * single input.
 */
public class TiedTokenOutputVertex extends GraphVertex
    implements CheckedOptions, VocabularySized, Precise {
  // Field names are the JSON names: renaming one breaks saved models.
  @JsonProperty private NeuralNetConfiguration layerConf;

  private final Origin origin = new Origin();

  protected TiedTokenOutputVertex() {} // for JSON

  TiedTokenOutputVertex(NeuralNetConfiguration layerConf) {
    this.layerConf = layerConf;
  }

  @Override
  public void checkOptions() {
    if (layerConf == null || !(layerConf.getLayer() instanceof TiedTokenOutput)) {
      throw new IllegalArgumentException("a tied output must have a TiedTokenOutput as its layer");
    }
    layer().checkOptions();
  }

  @Override
  public long vocabularySize() {
    return layer().getNOut();
  }

  /** d, the size of the hidden states and the columns of the table. */
  public long size() {
    return layer().getNIn();
  }

  /** The output layer, with the options of its training. */
  public TiedTokenOutput layer() {
    return (TiedTokenOutput) layerConf.getLayer();
  }

  @JsonIgnore
  @Override
  public Precision getPrecision() {
    return layer().getPrecision();
  }

  @JsonIgnore
  @Override
  public void setPrecision(Precision precision) {
    layer().setPrecision(precision);
  }

  @Override
  public TiedTokenOutputVertex clone() {
    TiedTokenOutputVertex copy = new TiedTokenOutputVertex(layerConf.clone());
    copy.origin.copiedFrom(origin);
    return copy;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TiedTokenOutputVertex other && layerConf.equals(other.layerConf);
  }

  @Override
  public int hashCode() {
    return layerConf.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return layer().initializer().numParams(layerConf);
  }

  @Override
  public void setDataType(DataType type) {
    layer().setDataType(type);
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public TiedTokenOutputVertexRuntime instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType type) {
    origin.instantiate(layer(), graph.getConfiguration(), initializeParams);
    TiedTokenOutputLayerRuntime runtime =
        (TiedTokenOutputLayerRuntime)
            layer().instantiate(layerConf, null, index, paramsView, initializeParams, type);
    boolean output = graph.getConfiguration().getNetworkOutputs().contains(name);
    return new TiedTokenOutputVertexRuntime(graph, name, index, runtime, output, type);
  }

  /** Takes nIn from the hidden states unless it is set. */
  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    layer().setNIn(hidden(inputs), false);
    return layer().getOutputType(layerIndex, hidden(inputs));
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return layer().getMemoryReport(hidden(inputs));
  }

  private static InputType hidden(InputType... inputs) {
    if (inputs.length != 2) {
      throw new IllegalArgumentException(
          "expected hidden states and table as inputs, got " + Arrays.toString(inputs));
    }
    return inputs[0];
  }
}
