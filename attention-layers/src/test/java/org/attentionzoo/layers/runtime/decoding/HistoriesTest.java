package org.attentionzoo.layers.runtime.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HistoriesTest {

  private static final String KEYS = "keys";
  private static final int SIZE = 2;

  private final Histories histories = new Histories(DataType.FLOAT, Map.of(KEYS, (long) SIZE));

  private INDArray memory() {
    Map<String, INDArray> found = new LinkedHashMap<>();
    histories.forEach(found::put);
    return found.get(KEYS);
  }

  /** The first number of each position of a row. */
  private List<Float> read(int row, int positions) {
    INDArray numbers = histories.rows(); // [R, C]
    List<Float> values = new ArrayList<>();
    for (int t = 0; t < positions; t++) {
      values.add(memory().getFloat(numbers.getInt(row, t), 0));
    }
    return values;
  }

  private void write(float[] values, int position) {
    histories.makeRoom(position);
    INDArray row = Nd4j.zeros(DataType.FLOAT, values.length, 1, SIZE);
    for (int r = 0; r < values.length; r++) {
      row.putScalar(r, 0, 0, values[r]);
    }
    histories.write(KEYS, row, position);
    histories.mark(position);
  }

  /** Beside lists that are copied: more rows and fewer, in any order, past the first capacity. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyRowFindsWhatItsForebearsWrote(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int sentence = 0; sentence < 2; sentence++) {
      List<List<Float>> expected = new ArrayList<>();
      int first = 1 + random.nextInt(3);
      for (int r = 0; r < first; r++) {
        expected.add(new ArrayList<>());
      }
      histories.begin(first);
      for (int t = 0; t < 70; t++) {
        float[] values = new float[expected.size()];
        for (int r = 0; r < values.length; r++) {
          values[r] = random.nextInt(1 << 20);
          expected.get(r).add(values[r]);
        }
        write(values, t);
        int[] chosen = random.ints(1 + random.nextInt(9), 0, values.length).toArray();
        histories.select(chosen, t + 1);
        List<List<Float>> next = new ArrayList<>();
        for (int row : chosen) {
          next.add(new ArrayList<>(expected.get(row)));
        }
        expected = next;
        for (int r = 0; r < chosen.length; r++) {
          assertThat(read(r, t + 1)).isEqualTo(expected.get(r));
        }
        assertThat(histories.mask().shape()).isEqualTo(histories.rows().shape());
        assertThat(histories.mask().sumNumber().intValue()).isEqualTo(chosen.length * (t + 1));
      }
    }
  }

  @Test
  void hypothesesChangePlacesWithoutACopy() {
    histories.begin(4);
    write(new float[] {1, 2, 3, 4}, 0);
    INDArray before = memory();
    float[] content = before.getColumn(0).dup().data().asFloat();
    histories.select(new int[] {3, 3, 0, 1}, 1);
    assertThat(memory()).isSameAs(before);
    assertThat(before.getColumn(0).dup().data().asFloat()).isEqualTo(content);
    assertThat(read(0, 1)).containsExactly(4f);
  }

  @Test
  void nothingIsReadBeforeItIsWritten() {
    histories.begin(2);
    assertThat(histories.mask().sumNumber().intValue()).isZero();
    assertThat(histories.rows().sumNumber().intValue()).isZero();
    assertThat(memory().getRow(0).toFloatVector()).containsOnly(0); // what all numbers name
  }
}
