package org.attentionzoo.layers.output;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** A vertex that owns a table W [V, d] and outputs it; its input is ignored. For tests only. */
@JsonAutoDetect(getterVisibility = JsonAutoDetect.Visibility.NONE)
public class TestTable extends GraphVertex implements TrainingConfig {
  @JsonProperty private int v;
  @JsonProperty private int d;
  @JsonProperty private IUpdater updater;

  protected TestTable() {} // for JSON

  TestTable(int v, int d, IUpdater updater) {
    this.v = v;
    this.d = d;
    this.updater = updater;
  }

  @Override
  public TestTable clone() {
    return new TestTable(v, d, updater);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TestTable table && table.v == v && table.d == d;
  }

  @Override
  public int hashCode() {
    return 31 * v + d;
  }

  @Override
  public long numParams(boolean backprop) {
    return (long) v * d;
  }

  @Override
  public int minVertexInputs() {
    return 1;
  }

  @Override
  public int maxVertexInputs() {
    return 1;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return InputType.feedForward(d);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return null;
  }

  @Override
  public String getLayerName() {
    return "table";
  }

  @Override
  public List<Regularization> getRegularizationByParam(String param) {
    return null;
  }

  @Override
  public boolean isPretrainParam(String param) {
    return false;
  }

  @Override
  public IUpdater getUpdaterByParam(String param) {
    return updater;
  }

  @Override
  public GradientNormalization getGradientNormalization() {
    return GradientNormalization.None;
  }

  @Override
  public double getGradientNormalizationThreshold() {
    return 1;
  }

  @Override
  public Runtime instantiate(
      ComputationGraph graph, String name, int i, INDArray params, boolean init, DataType type) {
    return new Runtime(this, graph, name, i, params, init, type);
  }

  /** Activation: the table; gradient of the table: the epsilon. */
  public static final class Runtime extends BaseGraphVertex {
    private final TestTable conf;
    private final INDArray flat;
    private INDArray gradient;

    Runtime(
        TestTable conf,
        ComputationGraph graph,
        String name,
        int index,
        INDArray params,
        boolean init,
        DataType type) {
      super(graph, name, index, null, null, type);
      this.conf = conf;
      flat = params;
      if (init) {
        params.assign(Nd4j.randn(type, params.length()));
      }
    }

    private INDArray matrix(INDArray array) {
      return array.reshape('c', conf.v, conf.d);
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr mgr) {
      return mgr.dup(ArrayType.ACTIVATIONS, matrix(flat));
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr mgr) {
      matrix(gradient).assign(epsilon);
      Gradient result = new DefaultGradient();
      result.setGradientFor("W", matrix(gradient));
      // zeros, not null: DL4J adds it to what the input gets from other vertices
      INDArray in = mgr.create(ArrayType.ACTIVATION_GRAD, dataType, inputs[0].shape(), 'c');
      return new Pair<>(result, new INDArray[] {in});
    }

    @Override
    public Map<String, INDArray> paramTable(boolean backpropOnly) {
      return Map.of("W", matrix(flat));
    }

    @Override
    public TrainingConfig getConfig() {
      return conf;
    }

    @Override
    public INDArray params() {
      return flat;
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray view) {
      gradient = view;
    }

    @Override
    public INDArray getGradientsViewArray() {
      return gradient;
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(INDArray[] m, MaskState s, int n) {
      return null;
    }

    @Override
    public boolean hasLayer() {
      return false;
    }

    @Override
    public Layer getLayer() {
      return null;
    }

    @Override
    public String toString() {
      return "TestTable";
    }
  }
}
