package org.attentionzoo.examples.pathlength;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

class DependenceTest {

  private final RecallTask task = new RecallTask(3, 4);

  private ComputationGraph network(PathModel model) {
    return model
        .builder(8)
        .sourceVocabularySize(task.sourceVocabulary())
        .targetVocabularySize(task.targetVocabulary())
        .dataType(DataType.DOUBLE)
        .seed(5)
        .build()
        .init();
  }

  @ParameterizedTest
  @EnumSource(PathModel.class)
  void theNormIsThatOfTheNumericGradient(PathModel model) {
    ComputationGraph network = network(model);

    double[][] norms = new Dependence(network, task).ofAnswers(1, new Random(7));

    int[] source = task.randomSource(3, new Random(7));
    for (int k = 0; k < 3; k++) {
      MultiDataSet example = SequenceBatch.of(List.of(task.asked(source, k + 1)));
      int answer = task.asked(source, k + 1).target()[RecallTask.ANSWER];
      for (int i = 0; i < 3; i++) {
        assertThat(norms[k][i])
            .as("asked for symbol %d, input %d", k + 1, i + 1)
            .isCloseTo(numericNorm(network, example, source[i], answer), within(1e-5));
      }
    }
  }

  /** Norm of the gradient of the answer's log-probability by central differences. */
  private static double numericNorm(
      ComputationGraph network, MultiDataSet example, int symbol, int answer) {
    INDArray row = network.getParam("sourceEmbedding_W").getRow(symbol);
    double step = 1e-5;
    double squares = 0;
    for (int c = 0; c < row.length(); c++) {
      double before = row.getDouble(c);
      row.putScalar(c, before + step);
      double above = logProbability(network, example, answer);
      row.putScalar(c, before - step);
      double below = logProbability(network, example, answer);
      row.putScalar(c, before);
      squares += Math.pow((above - below) / (2 * step), 2);
    }
    return Math.sqrt(squares);
  }

  private static double logProbability(ComputationGraph network, MultiDataSet example, int answer) {
    INDArray probabilities =
        network.output(false, example.getFeatures(), example.getFeaturesMaskArrays(), null)[0];
    return Math.log(probabilities.getDouble(0, answer, RecallTask.ANSWER));
  }

  @Test
  void everyOutputAndInputHasANorm() {
    double[][] norms = new Dependence(network(PathModel.ATTENTION), task).ofAll(2, new Random(1));

    assertThat(norms).hasDimensions(3, 3);
    for (double[] row : norms) {
      for (double norm : row) {
        assertThat(norm).isPositive().isFinite();
      }
    }
  }

  @Test
  void byDistanceTakesMeansAlongSourceAndTarget() {
    double[][] norms = {{1, 2, 3}, {4, 5, 6}}; // [T = 2][S = 3]

    // the last input is next to the first output
    assertThat(Dependence.byDistance(norms)).containsExactly(3, (2 + 6) / 2.0, (1 + 5) / 2.0, 4);
  }

  @Test
  void theShareOfTheAskedSymbolIsThatOfItsNorm() {
    assertThat(Dependence.shareOfAsked(new double[][] {{3, 1}, {0.5, 1.5}}))
        .containsExactly(0.75, 0.75);
    assertThat(Dependence.shareOfAsked(new double[][] {{1, 4}, {1, 0}})).containsExactly(0.2, 0);
  }
}
