package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.examples.report.LineChart;
import org.attentionzoo.examples.report.Plots;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.weights.ImportReport;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.SafetensorsFile;
import org.attentionzoo.zoo.weights.WeightsException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Forward pass, loss, gradient and updater at once: from the same weights, with the same batches,
 * 100 steps of Adam have the losses that PyTorch has (make_training.py).
 */
class TrainingParityTest {
  private static final Path FOLDER = Path.of("src/test/resources/parity");
  private static final int V = 23;
  private static final int SIZE = 16;
  private static final double SMOOTHING = 0.1;

  private interface Weights {
    ImportReport onto(NamedTensors file, ComputationGraph network) throws WeightsException;
  }

  /** One curve, two ways to it. */
  private record Losses(List<Double> ours, List<Double> pytorch) {}

  private static FastAdam adam() {
    return new FastAdam(3e-3).withCorrectedEpsilon(); // all else is PyTorch's default
  }

  private static ComputationGraph transformer(DataType type) {
    return Transformer.tiny()
        .vocabularySize(V)
        .modelSize(SIZE)
        .heads(2)
        .feedForwardSize(32)
        .layers(2)
        .dropout(0)
        .labelSmoothing(SMOOTHING)
        .updater(adam())
        .dataType(type)
        .build()
        .init();
  }

  private static ComputationGraph rnn(DataType type) {
    return AttentionSeq2Seq.builder()
        .vocabularySize(V)
        .embeddingSize(SIZE)
        .units(SIZE)
        .score(new Additive(SIZE, true))
        .maxout(false)
        .gradientClipping(0)
        .labelSmoothing(SMOOTHING)
        .updater(adam())
        .dataType(type)
        .build()
        .init();
  }

  private static Losses train(String name, DataType type) throws IOException {
    boolean attends = name.equals("rnn");
    ComputationGraph network = attends ? rnn(type) : transformer(type);
    Weights weights = attends ? BaselineWeights::attentionRnn : BaselineWeights::transformer;
    try (SafetensorsFile file = SafetensorsFile.open(FOLDER.resolve(name + ".safetensors"));
        SafetensorsFile training =
            SafetensorsFile.open(FOLDER.resolve(name + "_training.safetensors"))) {
      assertThat(weights.onto(file, network).unexplained()).isEmpty();
      List<MultiDataSet> batches = batches(training);
      INDArray expected = training.read("losses");
      List<Double> ours = new ArrayList<>();
      List<Double> pytorch = new ArrayList<>();
      for (int step = 0; step < expected.length(); step++) {
        network.fit(batches.get(step % batches.size()));
        ours.add(network.score());
        pytorch.add(expected.getDouble(step));
      }
      return new Losses(ours, pytorch);
    }
  }

  private static List<MultiDataSet> batches(SafetensorsFile training) throws WeightsException {
    INDArray source = training.read("source").castTo(DataType.INT);
    INDArray target = training.read("target").castTo(DataType.INT);
    INDArray labels = training.read("labels").castTo(DataType.INT);
    INDArray sourceMask = training.read("source_mask");
    INDArray targetMask = training.read("target_mask");
    return IntStream.range(0, (int) source.size(0))
        .mapToObj(
            b ->
                new MultiDataSet(
                    new INDArray[] {source.slice(b).dup('c'), target.slice(b).dup('c')},
                    new INDArray[] {labels.slice(b).dup('c')},
                    new INDArray[] {sourceMask.slice(b).dup('c'), targetMask.slice(b).dup('c')},
                    new INDArray[] {targetMask.slice(b).dup('c')}))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"transformer, DOUBLE", "transformer, FLOAT", "rnn, DOUBLE", "rnn, FLOAT"})
  void aHundredStepsOfAdamHaveTheLossesThatPyTorchHas(String name, DataType type)
      throws IOException {
    Losses losses = train(name, type);
    assertThat(losses.pytorch()).hasSize(100);
    double worst = 0;
    for (int step = 0; step < 100; step++) {
      double expected = losses.pytorch().get(step);
      worst = Math.max(worst, Math.abs(losses.ours().get(step) / expected - 1));
    }
    System.out.printf(
        "training parity %s %s: largest relative difference %.1e%n", name, type, worst);
    for (int step = 0; step < 100; step++) {
      double expected = losses.pytorch().get(step);
      assertThat(losses.ours().get(step))
          .as("loss of step %d", step)
          .isCloseTo(expected, within(1e-4 * expected));
    }
    assertThat(losses.ours().get(99)).isLessThan(0.75 * losses.ours().get(0));
  }

  /** Written to target; the picture of the pages is a copy. */
  @Test
  void theCurvesLieOnEachOther() throws IOException {
    List<LineChart.Series> series = new ArrayList<>();
    for (String name : List.of("transformer", "rnn")) {
      Losses losses = train(name, DataType.FLOAT);
      String model = name.equals("rnn") ? "attention RNN" : "Transformer";
      series.add(series(model + ", here", 2 * series.size(), false, losses.ours()));
      series.add(series(model + ", PyTorch", series.size(), true, losses.pytorch()));
    }
    LineChart chart =
        new LineChart(
            "training-parity",
            "100 steps of Adam from the same weights",
            "step",
            "loss, nats per token",
            List.of(),
            series);
    Plots.write(Path.of("target", "training-parity"), chart);
    assertThat(Path.of("target", "training-parity", "training-parity.png")).isNotEmptyFile();
  }

  private static LineChart.Series series(
      String name, int model, boolean dashed, List<Double> losses) {
    List<LineChart.Point> points =
        IntStream.range(0, losses.size())
            .mapToObj(step -> new LineChart.Point(step + 1, losses.get(step), ""))
            .toList();
    return new LineChart.Series(name, model, dashed, points);
  }
}
