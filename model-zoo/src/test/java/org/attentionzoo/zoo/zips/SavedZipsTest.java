package org.attentionzoo.zoo.zips;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.Checkpoint;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Zips that earlier versions wrote ({@link WriteZips}) load and give the numbers they gave then,
 * through this library and through plain DL4J. Where one fails, the code is wrong and not the zip:
 * users have such zips.
 */
class SavedZipsTest {

  /** Machines and kernels round differently; a step of training makes it more. */
  private static final double SAME = 2e-6;

  private static final double SAME_AFTER_A_STEP = 2e-5;
  private static final double SAME_DOUBLE = 1e-9;

  private static Path resources() {
    try {
      return Path.of(SavedZipsTest.class.getResource("/zips").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> zips() throws IOException {
    try (Stream<Path> files = Files.walk(resources())) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList();
    }
  }

  static Stream<Arguments> saved() throws IOException {
    return zips().stream()
        .map(
            zip -> {
              String name = resources().relativize(zip).toString();
              return Arguments.of(name.substring(0, name.length() - ".zip".length()));
            });
  }

  private static Path zip(String name) {
    return resources().resolve(name + ".zip");
  }

  private static Expected expected(String name) throws IOException {
    return Expected.read(resources().resolve(name + ".json"));
  }

  @ParameterizedTest
  @MethodSource("saved")
  void aZipOfAnEarlierVersionGivesItsNumbers(String name) throws IOException {
    Expected expected = expected(name);
    ModelZip model = ModelZip.load(zip(name));
    ComputationGraph network = model.network();
    assertBehaves(network, expected);
    if (expected.greedy() != null) {
      MultiDataSet batch = expected.batch();
      int[][] sources = Behaviour.tokens(batch.getFeatures(0), batch.getFeaturesMaskArray(0));
      assertThat(Behaviour.greedy(network, sources)).isDeepEqualTo(expected.greedy());
    }
    if (expected.text() != null) {
      assertThat(model.sourceCodec().encode(expected.text().source()))
          .isEqualTo(expected.text().sourceIds());
      assertThat(model.targetCodec().decode(expected.text().targetIds()))
          .isEqualTo(expected.text().target());
    }
    if (expected.update() == null) {
      assertTrainsOn(network, expected);
    } else {
      assertResumes(name, expected);
    }
  }

  @ParameterizedTest
  @MethodSource("saved")
  void plainDl4jLoadsItToo(String name) throws IOException {
    Expected expected = expected(name);
    ComputationGraph network = ComputationGraph.load(zip(name).toFile(), true);
    if (network.params().dataType() == DataType.HALF) {
      network = network.convertDataType(DataType.FLOAT);
    }
    assertBehaves(network, expected);
    if (expected.update() == null) {
      assertTrainsOn(network, expected);
    }
  }

  @Test
  void noneOfThemIsGone() throws IOException {
    Map<String, Long> counts =
        zips().stream()
            .collect(groupingBy(zip -> zip.getParent().getFileName().toString(), counting()));
    assertThat(counts)
        .containsEntry("0.1.0", 64L)
        .containsEntry("0.1.0-type-names", 10L)
        .containsEntry("0.1.0-options-of-foreign-models", 5L)
        .containsEntry("0.1.0-half", 4L);
  }

  private static void assertBehaves(ComputationGraph network, Expected expected) {
    assertClose(
        Behaviour.probabilities(network, expected.batch()),
        expected.probabilities(),
        network,
        SAME);
    assertThat(network.getIterationCount()).isEqualTo(expected.iteration());
    assertThat(network.getEpochCount()).isEqualTo(expected.epoch());
    assertThat(Behaviour.updaterNorm(network))
        .isCloseTo(expected.updaterNorm(), within(1e-6 * expected.updaterNorm()));
  }

  private static void assertTrainsOn(ComputationGraph network, Expected expected) {
    network.fit(expected.batch());
    assertClose(
        Behaviour.probabilities(network, expected.batch()),
        expected.next(),
        network,
        SAME_AFTER_A_STEP);
  }

  private static void assertResumes(String name, Expected expected) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(zip(name));
    assertThat(checkpoint.state()).isEqualTo(expected.update().state());
    double pending = checkpoint.pending() == null ? 0 : checkpoint.pending().tokens();
    assertThat(pending).isEqualTo(expected.update().pendingTokens());
    checkpoint.install(expected.update().batches(), expected.update().maxNorm());
    assertTrainsOn(checkpoint.model().network(), expected);
  }

  private static void assertClose(
      double[][][] actual, double[][][] expected, ComputationGraph network, double tolerance) {
    double same = network.params().dataType() == DataType.DOUBLE ? SAME_DOUBLE : tolerance;
    assertThat(actual.length).isEqualTo(expected.length);
    for (int n = 0; n < expected.length; n++) {
      assertThat(actual[n].length).isEqualTo(expected[n].length);
      for (int t = 0; t < expected[n].length; t++) {
        assertThat(actual[n][t])
            .as("probabilities of sentence %d, position %d", n, t)
            .containsExactly(expected[n][t], within(same));
      }
    }
  }
}
