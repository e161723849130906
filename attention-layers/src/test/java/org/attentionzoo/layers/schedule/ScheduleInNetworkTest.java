package org.attentionzoo.layers.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.schedule.ISchedule;

/** The schedules inside DL4J: JSON, block merging by equality, exact resume. */
class ScheduleInNetworkTest {

  static Stream<ISchedule> schedules() {
    return Stream.of(
        new NoamSchedule(16, 5, 2.0),
        new InverseSquareRootSchedule(0.05, 5),
        new LinearDecaySchedule(0.05, 3, 12, 0.01),
        new CosineDecaySchedule(0.05, 3, 12, 0.01));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void jsonRoundTripInsideAnUpdaterKeepsTheSchedule(ISchedule schedule) {
    String json = conf(schedule).toJson();
    assertThat(json).contains("\"@class\" : \"" + schedule.getClass().getName() + "\"");

    ComputationGraph net = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
    net.init();
    Adam restored = (Adam) net.getLayer("hidden").conf().getLayer().getUpdaterByParam("W");

    assertThat(restored.getLearningRateSchedule()).isEqualTo(schedule);
    assertThat(restored.getLearningRate(7, 0)).isEqualTo(schedule.valueAt(7, 0));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void equalSchedulesAreEqualAndClonesToo(ISchedule schedule) {
    assertThat(schedule.clone()).isEqualTo(schedule).isNotSameAs(schedule);
    assertThat(schedule.clone().hashCode()).isEqualTo(schedule.hashCode());
  }

  @Test
  void differentSchedulesAreNotEqual() {
    assertThat(new NoamSchedule(16, 5)).isNotEqualTo(new NoamSchedule(16, 6));
    assertThat(new LinearDecaySchedule(0.1, 1, 9)).isNotEqualTo(new LinearDecaySchedule(0.2, 1, 9));
    assertThat((ISchedule) new LinearDecaySchedule(0.1, 1, 9))
        .isNotEqualTo(new CosineDecaySchedule(0.1, 1, 9));
  }

  @Test
  void aBadValueInJsonIsNamed() {
    String json =
        conf(new NoamSchedule(16, 5))
            .toJson()
            .replace("\"warmupSteps\" : 5", "\"warmupSteps\" : 0");
    assertThatThrownBy(() -> ComputationGraphConfiguration.fromJson(json))
        .hasStackTraceContaining("warmupSteps must be at least 1, but is 0");
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void savedAndResumedEqualsNeverStopped(ISchedule schedule, @TempDir Path folder)
      throws Exception {
    DataSet data = data();
    ComputationGraph whole = new ComputationGraph(conf(schedule));
    whole.init();
    ComputationGraph stopped = new ComputationGraph(conf(schedule));
    stopped.init(whole.params().dup(), false);
    INDArray start = whole.params().dup();

    fit(whole, data, 10);
    fit(stopped, data, 4);
    File zip = folder.resolve("net.zip").toFile();
    ModelSerializer.writeModel(stopped, zip, true);
    ComputationGraph resumed = ModelSerializer.restoreComputationGraph(zip, true);
    fit(resumed, data, 6);

    assertThat(resumed.params()).isEqualTo(whole.params()).isNotEqualTo(start);
    assertThat(resumed.params().toFloatVector()).containsExactly(whole.params().toFloatVector());
  }

  private static void fit(ComputationGraph net, DataSet data, int steps) {
    for (int i = 0; i < steps; i++) {
      net.fit(data);
    }
  }

  private static DataSet data() {
    Nd4j.getRandom().setSeed(7);
    INDArray x = Nd4j.rand(DataType.FLOAT, 8, 3); // [N, 3]
    return new DataSet(x, x.sum(true, 1)); // [N, 1]
  }

  /** Two layers, so that DL4J has updater blocks to merge (or, without equals, not to merge). */
  private static ComputationGraphConfiguration conf(ISchedule schedule) {
    return new NeuralNetConfiguration.Builder()
        .seed(12)
        .updater(new Adam(schedule))
        .weightInit(WeightInit.XAVIER)
        .graphBuilder()
        .addInputs("in")
        .addLayer(
            "hidden",
            new DenseLayer.Builder().nIn(3).nOut(4).activation(Activation.TANH).build(),
            "in")
        .addLayer(
            "out",
            new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .nIn(4)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build(),
            "hidden")
        .setOutputs("out")
        .build();
  }
}
