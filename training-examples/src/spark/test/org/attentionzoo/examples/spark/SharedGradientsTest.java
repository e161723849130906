package org.attentionzoo.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** DL4J's gradient sharing with a model of the zoo, on a real cluster. */
class SharedGradientsTest {

  /**
   * What two workers may lack, in nats a token. No two runs are alike: four lacked 0.02 to 0.21,
   * those that stalled half a nat and more.
   */
  private static final double TOLERANCE = 0.4;

  private static final int EPOCHS = 8;

  @TempDir private Path folder;

  @Test
  void twoWorkersOfAClusterLearnWhatOneProcessLearns() throws Exception {
    Path log = folder.resolve("job.log");
    try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"))) {
      cluster.awaitWorkers(2);
      List<String> arguments = List.of(cluster.address(), "" + freePort(), "" + EPOCHS);
      assertThat(cluster.run(SharedGradients.class, log, arguments).waitFor())
          .as(Files.readString(log))
          .isZero();
    }
    List<Double> losses =
        Files.readAllLines(log).stream()
            .filter(line -> line.startsWith("loss "))
            .map(line -> Double.valueOf(line.substring(5)))
            .toList();
    double alone = lossOfOneProcess();
    System.out.println("shared gradients: " + losses + ", one process: " + alone);
    assertThat(losses).hasSize(2);
    assertThat(losses.get(0)).isGreaterThan(3);
    assertThat(losses.get(1)).isCloseTo(alone, within(TOLERANCE));
  }

  private static double lossOfOneProcess() {
    ComputationGraph net = CopyTask.net(2 * SharedGradients.LEARNING_RATE);
    for (MultiDataSet batch : CopyTask.batches(EPOCHS)) {
      net.fit(batch);
    }
    return CopyTask.loss(net);
  }

  private static int freePort() throws SocketException {
    try (DatagramSocket socket = new DatagramSocket()) {
      return socket.getLocalPort();
    }
  }
}
