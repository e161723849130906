package org.attentionzoo.zoo.zips;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.attentionzoo.zoo.training.Checkpoint;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Writes a toy zip of every kind, and what it gives beside it, with the code as it is: once for
 * each version that saves models in another way. This is no test, and runs only when it is asked
 * for; name the folder after the version, and say after a dash what is new if the version is not:
 *
 * <pre>mvn -Dfast -pl model-zoo -am test -Dtest=WriteZips -Dzips.version=0.2.0
 *     -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * <p>{@code -Dzips.only="luong.*"} writes those whose names match. The zips of an older version are
 * never written again, and never deleted: they are what users have.
 */
class WriteZips {

  private static final int FIRST_STEPS = 23; // leaves an update of four batches unfinished
  private static final int MORE_STEPS = 4;
  private static final int MOST_STEPS = 200;
  private static final double CLEAR = 1e-3;

  /** Vertices that are run over whole sequences only. */
  private static final Set<String> WHOLE = Set.of("attention", "cross");

  @Test
  @EnabledIfSystemProperty(named = "zips.version", matches = ".+")
  void ofThisVersion() throws Exception {
    Path folder = Path.of("src/test/resources/zips", System.getProperty("zips.version"));
    assertThat(folder).as("zips that are there stay as they are").doesNotExist();
    Files.createDirectories(folder);
    String only = System.getProperty("zips.only", ".*");
    for (Map.Entry<String, Supplier<Toy>> toy : Toys.all().entrySet()) {
      if (toy.getKey().matches(only)) {
        write(toy.getValue().get(), folder, toy.getKey());
      }
    }
  }

  private static void write(Toy toy, Path folder, String name) throws IOException {
    Path zip = folder.resolve(name + ".zip");
    ModelZip model = toy.model();
    ComputationGraph network = model.network();
    MultiDataSet batch = toy.text() == null ? ToyData.batch() : batch(toy);
    Expected.Update update = toy.update();
    if (update != null) {
      AccumulatingUpdater.install(network, update.batches(), update.maxNorm());
    }
    int[][] greedy = train(network, batch);
    network.incrementEpochCount();
    if (toy.half()) {
      model.saveHalf(zip);
      network = ModelZip.load(zip).network(); // which has rounded numbers
    } else if (update == null) {
      model.save(zip);
    } else {
      Checkpoint checkpoint = Checkpoint.of(model, update.state());
      checkpoint.save(zip);
      double tokens = checkpoint.pending() == null ? 0 : checkpoint.pending().tokens();
      update = new Expected.Update(update.batches(), update.maxNorm(), update.state(), tokens);
    }
    double[][][] probabilities = Behaviour.probabilities(network, batch);
    Expected expected =
        new Expected(
            ints(batch.getFeatures(0)),
            ints(batch.getFeaturesMaskArray(0)),
            ints(batch.getFeatures(1)),
            ints(batch.getFeaturesMaskArray(1)),
            ints(batch.getLabels(0)),
            probabilities,
            greedy,
            network.getIterationCount(),
            network.getEpochCount(),
            Behaviour.updaterNorm(network),
            null,
            toy.text() == null ? null : text(toy),
            update);
    network.fit(batch);
    expected
        .thenGives(Behaviour.probabilities(network, batch))
        .write(folder.resolve(name + ".json"));
  }

  private static MultiDataSet batch(Toy toy) {
    int[] source = toy.model().sourceCodec().encode(toy.text());
    int[] target = toy.model().targetCodec().encode(toy.text());
    return SequenceBatch.of(List.of(new SequencePair(source, target)));
  }

  private static Expected.Text text(Toy toy) {
    int[] ids = toy.model().targetCodec().encode(toy.text());
    return new Expected.Text(
        toy.text(),
        toy.model().sourceCodec().encode(toy.text()),
        ids,
        toy.model().targetCodec().decode(ids));
  }

  /**
   * Trains until greedy decoding has no step so close that another machine's rounding decides it.
   *
   * @return what it writes; null for a graph that cannot be run one position at a time
   */
  private static int[][] train(ComputationGraph network, MultiDataSet batch) {
    fit(network, batch, FIRST_STEPS);
    if (network.getConfiguration().getVertices().keySet().stream().anyMatch(WHOLE::contains)) {
      return null;
    }
    int[][] sources = Behaviour.tokens(batch.getFeatures(0), batch.getFeaturesMaskArray(0));
    int[][] written = Behaviour.greedy(network, sources);
    while (!isClear(network, sources, written)) {
      assertThat(network.getIterationCount()).isLessThan(MOST_STEPS);
      fit(network, batch, MORE_STEPS);
      written = Behaviour.greedy(network, sources);
    }
    return written;
  }

  private static void fit(ComputationGraph network, MultiDataSet batch, int steps) {
    for (int step = 0; step < steps; step++) {
      network.fit(batch);
    }
  }

  private static boolean isClear(ComputationGraph network, int[][] sources, int[][] written) {
    for (int n = 0; n < sources.length; n++) {
      List<SequencePair> pair = List.of(new SequencePair(sources[n], written[n]));
      double[][][] rows = Behaviour.probabilities(network, SequenceBatch.of(pair));
      for (double[] row : rows[0]) {
        Arrays.sort(row);
        if (row[row.length - 1] - row[row.length - 2] < CLEAR) {
          return false;
        }
      }
    }
    return true;
  }

  private static int[][] ints(INDArray array) {
    return array.toIntMatrix();
  }
}
