package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightMapTest {

  @TempDir Path folder;
  private final Map<String, INDArray> tensors = new HashMap<>();
  private final ComputationGraph network = network();

  /** Parameters dense_W [2, 3], dense_b [1, 3], out_W [3, 2] in f order, out_b [1, 2]. */
  private static ComputationGraph network() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("dense", new DenseLayer.Builder().nIn(2).nOut(3).build(), "in")
            .addLayer("out", new OutputLayer.Builder().nIn(3).nOut(2).build(), "dense")
            .setOutputs("out")
            .build();
    ComputationGraph network = new ComputationGraph(conf);
    network.init();
    return network;
  }

  @BeforeEach
  void fill() {
    put("both", Nd4j.arange(1, 13).castTo(DataType.FLOAT).reshape(4, 3));
    put("bias", Nd4j.createFromArray(1f, 2f, 3f));
    put("rest", Nd4j.createFromArray(7f));
  }

  private void put(String name, INDArray array) {
    tensors.put(name, array);
  }

  private static WeightMap map() {
    return new WeightMap()
        .put("dense_W", Weight.named("both").rows(0, 2))
        .put("dense_b", Weight.named("bias").plus(Weight.named("bias").times(2)))
        .put("out_W", Weight.named("both").rows(2, 4).transposed())
        .put("out_b", Weight.constant(0.5, 2))
        .notNeeded("rest", "a counter");
  }

  private ImportReport apply(WeightMap map) throws IOException {
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      return map.apply(read, network);
    }
  }

  private float[] parameter(String name) {
    return Expected.numbers(network.getParam(name));
  }

  @Test
  void parametersAreWhatTheMapSays() throws IOException {
    ImportReport report = apply(map());
    assertThat(parameter("dense_W")).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(parameter("dense_b")).containsExactly(3, 6, 9);
    assertThat(parameter("out_W")).containsExactly(7, 10, 8, 11, 9, 12);
    assertThat(parameter("out_b")).containsExactly(0.5f, 0.5f);
    assertThat(network.params().toFloatVector()).contains(3, 6, 9); // the views, not copies
    assertThat(report.toString().lines())
        .containsExactlyInAnyOrder(
            "dense_W [2, 3] ← both (rows 0–1)",
            "dense_b [3] ← bias + bias (sum of tensor \"bias\" and tensor \"bias\" (times 2.0))",
            "out_W [3, 2] ← both (rows 2–3, transposed)",
            "out_b [2] ← all 0.5",
            "not used: rest [1] (a counter)");
    assertThat(report.unexplained()).isEmpty();
  }

  @Test
  void whatNobodyExplainsIsReported() throws IOException {
    put("extra", Nd4j.ones(DataType.FLOAT, 2, 2));
    assertThat(apply(map()).unexplained())
        .containsExactly(new ImportReport.Unused("extra", List.of(2L, 2L), ""));
  }

  private void assertRefused(WeightMap map, String problem) {
    INDArray before = network.params().dup();
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> apply(map))
        .withMessageStartingWith(folder.resolve("a.safetensors") + ": ")
        .withMessageContaining(problem);
    assertThat(network.params()).isEqualTo(before); // nothing is written
  }

  private static WeightMap otherwise(String parameter, Weight weight) {
    WeightMap map = new WeightMap();
    for (String name : List.of("dense_W", "dense_b", "out_W", "out_b")) {
      Weight usual =
          switch (name) {
            case "dense_W" -> Weight.constant(1, 2, 3);
            case "dense_b" -> Weight.constant(1, 3);
            case "out_W" -> Weight.constant(1, 3, 2);
            default -> Weight.constant(1, 2);
          };
      map.put(name, name.equals(parameter) ? weight : usual);
    }
    return map;
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingIsWritten() {
    assertRefused(
        otherwise("out_W", Weight.named("both")),
        "tensor \"both\" has shape [4, 3], but parameter out_W has [3, 2]");
    assertRefused(
        otherwise("out_W", Weight.named("both").rows(0, 2)),
        "(rows 0–1) has shape [2, 3], but parameter out_W has [3, 2]");
    assertRefused(otherwise("out_b", Weight.named("bias")), "has shape [3], but parameter out_b");
    assertRefused(otherwise("out_b", Weight.named("biased")), "has no tensors [biased]");
    assertRefused(
        otherwise("out_b", Weight.named("both").rows(3, 5)),
        "tensor \"both\" of shape [4, 3] has no rows 3–4");
    assertRefused(
        otherwise("out_b", Weight.named("both").rows("turned", 4, i -> 4 - i)),
        "tensor \"both\" of shape [4, 3] has no row 4");
    assertRefused(otherwise("out_b", Weight.named("bias").transposed()), "is no matrix");
    assertRefused(
        otherwise("out_b", Weight.named("bias").plus(Weight.named("both"))),
        "cannot be added to tensor \"both\" of shape [4, 3]");
    assertRefused(
        otherwise("out_b", Weight.named("bias").above(Weight.named("both"))),
        "cannot stand above tensor \"both\" of shape [4, 3]");
    assertRefused(otherwise("out_b", Weight.named("bias").reshaped(1, 2)), "cannot be [1, 2]");
    assertRefused(
        new WeightMap().put("dense_W", Weight.constant(1, 2, 3)),
        "nothing is known of parameters [dense_b, out_W, out_b]");
    assertRefused(
        map().put("dense_c", Weight.constant(1, 2)), "the network has no parameters [dense_c]");
  }

  @Test
  void numbersThatAreNoneAreRefusedBeforeAnythingIsWritten() {
    put("bias", Nd4j.createFromArray(1f, Float.NaN, 3f));
    assertRefused(map(), "tensor \"bias\" and \"bias\"");
    put("bias", Nd4j.createFromArray(1f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY));
    assertRefused(map(), "holds numbers that are NaN or infinite");
  }

  @Test
  void aParameterHasOneWeight() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> map().put("dense_W", Weight.constant(0, 1)))
        .withMessage("parameter dense_W has a weight already");
  }

  @Test
  void rowsMayComeInAnyOrder() throws IOException {
    put("bias", Nd4j.createFromArray(1f, 2f, 3f));
    Weight turned = Weight.named("bias").rows("turned", 3, i -> i == 0 ? -1 : 3 - i);
    apply(
        new WeightMap()
            .put("dense_W", Weight.named("both").rows("two", 2, i -> 3 * i))
            .put("dense_b", turned)
            .put("out_W", Weight.constant(1, 6).reshaped(3, 2))
            .put("out_b", Weight.named("rest").above(Weight.named("rest"))));
    assertThat(parameter("dense_W")).containsExactly(1, 2, 3, 10, 11, 12);
    assertThat(parameter("dense_b")).containsExactly(0, 3, 2);
    assertThat(parameter("out_b")).containsExactly(7, 7);
  }
}
