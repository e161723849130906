package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.Slope;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ChunkedLossTest {
  private static final double SCALE = 0.7;

  private final int threads = ParallelRows.threads();

  @AfterEach
  void restoreThreads() {
    ParallelRows.setThreads(threads);
  }

  /** A batch of random values; every third row, or none, is padding. */
  private record Batch(INDArray hidden, INDArray table, INDArray bias, Targets targets) {
    static Batch of(int rows, int d, int v, boolean padded, boolean biased) {
      int[] ids = new int[rows];
      for (int r = 0; r < rows; r++) {
        ids[r] = padded && r % 3 == 1 ? Targets.PADDING : (r * 37) % v;
      }
      int tokens = (int) Arrays.stream(ids).filter(id -> id != Targets.PADDING).count();
      return new Batch(
          Nets.values(1, rows, d).muli(2).castTo(DataType.FLOAT),
          Nets.values(2, v, d).castTo(DataType.FLOAT),
          biased ? Nets.values(3, 1, v).castTo(DataType.FLOAT) : null,
          new Targets(ids, tokens, rows));
    }
  }

  private static Map<String, INDArray> nan(Batch b, DataType type) {
    Map<String, INDArray> gradients = new LinkedHashMap<>();
    gradients.put("table", filled(b.table(), type));
    gradients.put("hidden", filled(b.hidden(), type));
    if (b.bias() != null) {
      gradients.put("bias", filled(b.bias(), type));
    }
    return gradients;
  }

  private static INDArray filled(INDArray like, DataType type) {
    return Nd4j.valueArrayOf(like.shape(), Double.NaN, type);
  }

  private static double[] run(
      ChunkedLoss loss, Batch b, double smoothing, Map<String, INDArray> gradients) {
    return loss.run(
        b.hidden(),
        b.table(),
        b.bias(),
        b.targets(),
        smoothing,
        SCALE,
        new TokenSoftmax.Gradients(
            gradients.get("table"), gradients.get("bias"), gradients.get("hidden")));
  }

  /** The same in DOUBLE by ND4J's operations. */
  private static double[] reference(Batch b, double smoothing, Map<String, INDArray> gradients) {
    INDArray hidden = b.hidden().castTo(DataType.DOUBLE);
    INDArray table = b.table().castTo(DataType.DOUBLE);
    INDArray bias = b.bias() == null ? null : b.bias().castTo(DataType.DOUBLE);
    INDArray z = Nd4j.create(DataType.DOUBLE, hidden.size(0), table.size(0));
    Projection.logits(hidden, table, bias, z);
    double[] losses = SoftmaxCrossEntropy.lossesAndGradient(z, b.targets(), smoothing, SCALE);
    Projection.tableGradient(z, hidden, gradients.get("table"));
    Projection.hiddenGradient(z, table, gradients.get("hidden"));
    if (bias != null) {
      Projection.biasGradient(z, gradients.get("bias"));
    }
    return losses;
  }

  private static void check(ChunkedLoss loss, Batch b, double smoothing) {
    Map<String, INDArray> expected = nan(b, DataType.DOUBLE);
    double[] expectedLosses = reference(b, smoothing, expected);
    for (int threads = 1; threads <= 3; threads++) {
      ParallelRows.setThreads(threads);
      Map<String, INDArray> actual = nan(b, DataType.FLOAT);
      double[] losses = run(loss, b, smoothing, actual);
      for (int r = 0; r < losses.length; r++) {
        assertThat(losses[r])
            .isCloseTo(expectedLosses[r], within(1e-5 * Math.max(1, expectedLosses[r])));
      }
      for (Map.Entry<String, INDArray> e : expected.entrySet()) {
        double largest = e.getValue().amaxNumber().doubleValue();
        Fixture.assertClose(
            e.getKey(), actual.get(e.getKey()), e.getValue(), 1e-5 * largest + 1e-30);
      }
      Map<String, INDArray> again = nan(b, DataType.FLOAT);
      assertThat(run(loss, b, smoothing, again)).isEqualTo(losses);
      assertThat(again).isEqualTo(actual);
      assertThat(loss.run(b.hidden(), b.table(), b.bias(), b.targets(), smoothing, 0, null))
          .isEqualTo(losses);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,3,5", "7,30,11", "40,30,1003", "300,8,2", "300,8,50001"})
  void equalsTheOperationsWithAndWithoutPaddingBiasAndSmoothing(int rows, int d, int v) {
    ChunkedLoss loss = new ChunkedLoss(Factors.FLOAT32);
    check(loss, Batch.of(rows, d, v, false, true), 0);
    check(loss, Batch.of(rows, d, v, true, true), 0.1);
    check(loss, Batch.of(rows, d, v, true, false), 0);
    check(loss, Batch.of(rows, d, v, false, false), 0.1);
  }

  /** The last in two chunks. */
  @ParameterizedTest
  @CsvSource({
    "40,30,103,false,0",
    "40,30,103,true,0",
    "40,30,103,true,0.1",
    "200,8,50001,true,0.1"
  })
  void theGradientsAreTheSlopesOfTheLosses(
      int rows, int d, int v, boolean padded, double smoothing) {
    ChunkedLoss loss = new ChunkedLoss(Factors.FLOAT32);
    Batch b = Batch.of(rows, d, v, padded, true);
    Map<String, INDArray> gradients = nan(b, DataType.FLOAT);
    run(loss, b, smoothing, gradients);
    DoubleSupplier scaledLoss =
        () ->
            SCALE
                * Arrays.stream(
                        loss.run(b.hidden(), b.table(), b.bias(), b.targets(), smoothing, 0, null))
                    .sum();
    Slope.check("hidden", b.hidden(), gradients.get("hidden"), scaledLoss);
    Slope.check("table", b.table(), gradients.get("table"), scaledLoss);
    Slope.check("bias", b.bias(), gradients.get("bias"), scaledLoss);
  }

  @Test
  void aBatchOfPaddingAloneHasNoLossAndZeroGradients() {
    Batch all = Batch.of(4, 3, 5, false, true);
    int[] padding = {-1, -1, -1, -1};
    Batch none = new Batch(all.hidden(), all.table(), all.bias(), new Targets(padding, 0, 4));
    check(new ChunkedLoss(Factors.FLOAT32), none, 0.1);
  }

  @Test
  void hugeLogitsStayFinite() {
    Batch b = Batch.of(4, 3, 5, false, true);
    b.hidden().muli(1e5);
    Map<String, INDArray> gradients = nan(b, DataType.FLOAT);
    assertThat(run(new ChunkedLoss(Factors.FLOAT32), b, 0.1, gradients)).doesNotContain(Double.NaN);
    assertThat(gradients.get("hidden").sumNumber().doubleValue()).isFinite();
  }
}
