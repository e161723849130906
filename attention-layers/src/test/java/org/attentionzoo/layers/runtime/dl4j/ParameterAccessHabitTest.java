package org.attentionzoo.layers.runtime.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.attentionzoo.layers.runtime.dl4j.HabitNets.data;

import java.util.LinkedHashMap;
import java.util.Map;
import org.attentionzoo.layers.attention.Attention;
import org.attentionzoo.layers.attention.Dot;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ParameterAccessHabitTest {

  @ParameterizedTest
  @EnumSource
  void everyParameterIsCounted(HabitNets kind) {
    ComputationGraph net = kind.net();
    assertThat(net.numParams()).isEqualTo(net.params().length());
    assertThat(net.getLayers()).hasSize(3);
    assertThat(net.getLayer("mix").numParams()).isEqualTo(net.getVertex("mix").numParams());
  }

  @ParameterizedTest
  @EnumSource
  void everyParameterIsReadAndWrittenByItsName(HabitNets kind) {
    ComputationGraph net = kind.net();
    for (Map.Entry<String, INDArray> entry : net.paramTable().entrySet()) {
      String key = entry.getKey();
      assertThat(net.getParam(key)).as(key).isEqualTo(entry.getValue());
      INDArray value = Nd4j.rand(DataType.FLOAT, entry.getValue().shape());
      net.setParam(key, value);
      assertThat(net.paramTable().get(key)).as(key).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @EnumSource
  void allParametersAreSetAtOnce(HabitNets kind) {
    ComputationGraph net = kind.net();
    ComputationGraph other = kind.net(network -> network.seed(9));
    INDArray[] x = data(1).getFeatures();
    other.setParams(net.params().dup());
    assertThat(other.output(x)[0]).isEqualTo(net.output(x)[0]);

    Map<String, INDArray> table = new LinkedHashMap<>();
    net.paramTable().forEach((key, value) -> table.put(key, value.mul(2)));
    other.setParamTable(table);
    assertThat(other.params()).isEqualTo(net.params().mul(2));
  }

  @ParameterizedTest
  @EnumSource
  void theSummaryShowsEveryPartsParameters(HabitNets kind) {
    ComputationGraph net = kind.net();
    String mix =
        net.summary().lines().filter(line -> line.startsWith("mix (")).findFirst().orElseThrow();
    assertThat(mix).contains("" + net.getVertex("mix").numParams()).contains("W:{");
  }

  @ParameterizedTest
  @EnumSource
  void theSummaryWithTypesShowsWhatGoesInAndOut(HabitNets kind) {
    ComputationGraph net = kind.net();
    String before = net.getConfiguration().toJson();
    String summary = net.summary(InputType.recurrent(4, 7), InputType.recurrent(4, 7));
    String mix = summary.lines().filter(line -> line.startsWith("mix (")).findFirst().get();
    assertThat(mix).contains("" + net.getVertex("mix").numParams()).contains("W:{");
    assertThat(mix).contains("InputTypeRecurrent(4,timeSeriesLength=7");
    String out = summary.lines().filter(line -> line.startsWith("out (")).findFirst().get();
    assertThat(out).contains("InputTypeRecurrent(4,timeSeriesLength=7");
    assertThat(net.getConfiguration().toJson()).isEqualTo(before);
    assertThat(net.summary()).contains("mix (");
  }

  @Test
  void aTypeThatDoesNotFitIsNamedInTheSummaryAndHarmsNothing() {
    ComputationGraph net =
        HabitNets.init(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("a", "b")
                .addVertex(
                    "context",
                    new Attention.Builder().querySize(4).memorySize(4).score(new Dot()).build(),
                    "a",
                    "b")
                .addLayer("out", HabitNets.output(), "context")
                .setOutputs("out"));
    String before = net.getConfiguration().toJson();
    assertThatThrownBy(() -> net.summary(InputType.recurrent(5), InputType.recurrent(4)))
        .isInstanceOf(InvalidInputTypeException.class)
        .hasMessageContaining("\"query\" must be a sequence of size 4, got");
    assertThat(net.getConfiguration().toJson()).isEqualTo(before);
    assertThat(net.summary(InputType.recurrent(4), InputType.recurrent(4))).contains("context (");
  }

  @Test
  void aWrongNameOrShapeIsNamed() {
    ComputationGraph net = HabitNets.OURS.net();
    assertThatThrownBy(() -> net.setParam("mix_W", Nd4j.zeros(DataType.FLOAT, 2, 3)))
        .hasMessageContaining("mix")
        .hasMessageContaining("cannot set parameter \"W\" to shape [2, 3], it has [4, 4]");
    assertThatThrownBy(() -> net.setParam("mix_X", Nd4j.zeros(DataType.FLOAT, 4, 4)))
        .hasMessageContaining("parameters are [W, U]");
    assertThatThrownBy(() -> net.getLayer("mix").setParams(Nd4j.zeros(DataType.FLOAT, 5)))
        .hasMessageContaining("expected 32 parameters, got [5]");
  }
}
