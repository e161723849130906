package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class TrainingProgressTest {

  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);
  private long now = 0;

  @Test
  void theSummaryWeighsEachBatchByItsUnmaskedTokens() {
    TrainingProgress progress = new TrainingProgress(2, 2, out, false, () -> now);
    ComputationGraph net = net();
    net.setListeners(progress);
    progress.onEpochStart(net);
    net.fit(batch(2, 3));
    double first = net.score();
    net.fit(batch(5, 1));
    double second = net.score();
    now += 2 * SECOND;
    progress.onEpochEnd(net);

    EpochSummary epoch = progress.lastEpoch();
    assertThat(epoch.epoch()).isEqualTo(1);
    assertThat(epoch.tokens()).isEqualTo(6 + 5);
    assertThat(epoch.loss()).isCloseTo((6 * first + 5 * second) / 11, within(1e-9));
    assertThat(epoch.time()).isEqualTo(Duration.ofSeconds(2));
    assertThat(epoch.tokensPerSecond()).isCloseTo(5.5, within(1e-9));
  }

  @Test
  void withoutATerminalThereIsOneLineAnEpoch() {
    TrainingProgress progress = new TrainingProgress(3, 1, out, false, () -> now);
    ComputationGraph net = net();
    net.setListeners(progress);
    for (int epoch = 0; epoch < 2; epoch++) {
      progress.onEpochStart(net);
      net.fit(batch(2, 3));
      now += 10 * SECOND;
      progress.onEpochEnd(net);
      now += 5 * SECOND;
      progress.report(0.5);
    }
    String[] lines = shown.toString(StandardCharsets.UTF_8).split("\\R");
    assertThat(lines).hasSize(2);
    assertThat(lines[1]).startsWith("epoch 2/3  loss ").contains("1 tokens/s");
    assertThat(lines[1]).endsWith("exact match 50.00 %  0:30 elapsed, 0:15 left");
  }

  @Test
  void aTerminalSeesTheBar() {
    TrainingProgress progress = new TrainingProgress(3, 1, out, true, () -> now);
    ComputationGraph net = net();
    net.setListeners(progress);
    progress.onEpochStart(net);
    net.fit(batch(2, 3));
    progress.onEpochEnd(net);
    assertThat(shown.toString(StandardCharsets.UTF_8)).contains("epoch 1/3").contains("\r");
  }

  @Test
  void closingTwiceOrWithoutAnEpochIsHarmless() {
    TrainingProgress progress = new TrainingProgress(1, 1, out, true);
    progress.close();
    progress.onEpochStart(net());
    progress.close();
    progress.close();
    assertThatIllegalStateException().isThrownBy(progress::lastEpoch);
  }

  @Test
  void countsBelowOneAreErrors() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrainingProgress(0, 1, out, false))
        .withMessageContaining("got 0 and 1");
  }

  private static ComputationGraph net() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .graphBuilder()
            .addInputs("in")
            .addLayer(
                "out",
                new RnnOutputLayer.Builder(LossFunction.MSE)
                    .activation(Activation.IDENTITY)
                    .dataFormat(RNNFormat.NCW)
                    .nIn(1)
                    .nOut(1)
                    .build(),
                "in")
            .setOutputs("out")
            .build();
    ComputationGraph net = new ComputationGraph(conf);
    net.init();
    return net;
  }

  /** A batch of n rows, each with one masked step more than it has tokens. */
  private static MultiDataSet batch(int n, int tokens) {
    INDArray x = Nd4j.rand(DataType.FLOAT, n, 1, tokens + 1);
    INDArray mask = Nd4j.ones(DataType.FLOAT, n, tokens + 1);
    mask.getColumn(tokens).assign(0);
    INDArray[] masks = {mask};
    return new MultiDataSet(new INDArray[] {x}, new INDArray[] {x.mul(2)}, masks, masks.clone());
  }
}
