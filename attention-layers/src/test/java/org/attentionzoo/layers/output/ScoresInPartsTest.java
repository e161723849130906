package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Decoding holds the logits of a few rows at a time. */
class ScoresInPartsTest {

  private static final int ROWS = 23;
  private static final int V = 1700;
  private static final int D = 12;

  private final INDArray hidden = Nd4j.rand(DataType.FLOAT, ROWS, D);
  private final INDArray table = Nd4j.rand(DataType.FLOAT, V, D);
  private final INDArray bias = Nd4j.rand(DataType.FLOAT, V);

  private float[][] scores(RowScorer scorer) {
    float[][] seen = new float[ROWS][];
    scorer.begin();
    scorer.score(
        hidden,
        (row, scores) -> {
          assertThat(seen[row]).as("row %d is new", row).isNull();
          seen[row] = scores.logProbabilities();
        });
    return seen;
  }

  private RowScorer scorer(int mostLogits) {
    return new FloatSoftmax(Precision.FLOAT32, mostLogits)
        .rows(() -> table, () -> bias, "here", DecodingFactors.FLOAT32);
  }

  /** The memory of the scorer, asked for as little as possible. */
  private static long held(RowScorer scorer) {
    DataBuffer data = scorer.memory.of(DataType.FLOAT, 1).data();
    while (data.underlyingDataBuffer() != null && data.underlyingDataBuffer() != data) {
      data = data.underlyingDataBuffer();
    }
    return data.length();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4 * V, 5 * V + 3, ROWS * V})
  void partsShowEveryRowAndHoldNoMore(int mostLogits) {
    float[][] expected =
        scores(new OpsSoftmax().rows(() -> table, () -> bias, "here", DecodingFactors.FLOAT32));
    RowScorer scorer = scorer(mostLogits);
    float[][] found = scores(scorer);
    for (int row = 0; row < ROWS; row++) {
      assertThat(found[row]).usingComparatorWithPrecision(1e-5f).containsExactly(expected[row]);
    }
    assertThat(held(scorer)).isLessThanOrEqualTo(Math.max(V, mostLogits));
  }

  /**
   * While they are in a cache, and no part of a block alone: that would read as much of the table.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 9000, 4000000, 64",
    "1, 4000, 4000000, 128",
    "2, 8000, 4000000, 128",
    "2, 8000, 800000, 64",
    "2, 50000, 4000000, 64",
    "1, 80000, 4000000, 50"
  })
  void manyTokensAreScoredInWholeBlocksOfRows(int threads, int v, int mostLogits, int atATime) {
    int before = ParallelRows.threads();
    ParallelRows.setThreads(threads);
    try {
      scoreInBlocks(v, mostLogits, atATime);
    } finally {
      ParallelRows.setThreads(before);
    }
  }

  private void scoreInBlocks(int v, int mostLogits, int atATime) {
    INDArray many = Nd4j.rand(DataType.FLOAT, v, D);
    INDArray states = Nd4j.rand(DataType.FLOAT, 130, D);
    RowScorer scorer =
        new FloatSoftmax(Precision.FLOAT32, mostLogits)
            .rows(() -> many, () -> null, "here", DecodingFactors.FLOAT32);
    scorer.begin();
    float[] first = new float[130];
    scorer.score(states, (row, scores) -> first[row] = scores.logits()[1]);
    assertThat(held(scorer)).isEqualTo((long) atATime * v);
    float[] expected = states.mmul(many.getRow(1).reshape(D, 1)).data().asFloat();
    assertThat(first).usingComparatorWithPrecision(1e-5f).containsExactly(expected);
  }
}
