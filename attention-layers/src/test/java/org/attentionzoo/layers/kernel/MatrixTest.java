package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.IntFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class MatrixTest {
  /** 0, 1, 2 … in this shape. */
  private static INDArray counting(long... shape) {
    long n = 1;
    for (long s : shape) {
      n *= s;
    }
    return Nd4j.arange(n).castTo(DataType.FLOAT).reshape('c', shape);
  }

  private static float[] row(Matrix m, int row) {
    float[] x = new float[m.columns()];
    m.read(row, x);
    return x;
  }

  @Test
  void theLastDimensionIsARow() {
    Matrix m = Matrix.of(counting(2, 3, 4));
    assertThat(m.rows()).isEqualTo(6);
    assertThat(m.columns()).isEqualTo(4);
    assertThat(row(m, 5)).containsExactly(20, 21, 22, 23);
    assertThat(row(Matrix.of(counting(2, 3, 4), 12), 1)).startsWith(12, 13);
  }

  @Test
  void partsShareTheMemory() {
    INDArray array = counting(6, 4);
    Matrix m = Matrix.of(array);
    Matrix block = m.rows(2, 5).columns(1, 3); // [3, 2]
    assertThat(block.rows()).isEqualTo(3);
    assertThat(row(block, 0)).containsExactly(9, 10);
    float[] all = new float[6];
    block.read(0, 3, all);
    assertThat(all).containsExactly(9, 10, 13, 14, 17, 18);
    block.write(1, new float[] {-1, -2});
    assertThat(array.getFloat(3, 1)).isEqualTo(-1f);
    assertThat(array.getFloat(3, 2)).isEqualTo(-2f);
    assertThat(array.getFloat(3, 3)).isEqualTo(15f);
    block.write(1, 2, new float[] {-3, -4, -5, -6});
    assertThat(array.getFloat(4, 2)).isEqualTo(-6f);
    assertThat(array.getFloat(4, 3)).isEqualTo(19f);
  }

  @Test
  void aViewBeginsWhereItsArrayDoes() {
    INDArray view = counting(6, 4).get(NDArrayIndex.interval(4, 6), NDArrayIndex.all());
    assertThat(row(Matrix.of(view), 0)).containsExactly(16, 17, 18, 19);
  }

  @Test
  void gapsAndOtherTypesAreRefused() {
    assertThatThrownBy(() -> Matrix.of(counting(3, 4).transpose()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[4, 3]");
    assertThatThrownBy(() -> Matrix.of(Nd4j.zeros(DataType.DOUBLE, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DOUBLE");
  }

  @Test
  void rowsAreCopiedToWhereverTheyAreWanted() {
    Matrix m = Matrix.of(counting(4, 3)); // 0 … 11
    Matrix part = m.rows(1, 4).columns(1, 3); // 4 5, 7 8, 10 11
    float[] into = new float[5];
    part.read(1, into, 2);
    assertThat(into).containsExactly(0, 0, 7, 8, 0);
    assertThatThrownBy(() -> part.read(1, into, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> part.read(1, into, -1)).isInstanceOf(IndexOutOfBoundsException.class);

    part.write(0, part, 2);
    assertThat(row(m, 1)).containsExactly(3, 10, 11);
    assertThatThrownBy(() -> part.write(0, m, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMatrixWithoutGapsHasRowsOfAnyLength() {
    Matrix m = Matrix.of(counting(4, 3));
    assertThat(row(m.reshaped(2, 2, 5), 1)).containsExactly(7, 8, 9, 10, 11);
    assertThat(row(m.rows(1, 3).reshaped(0, 3, 2), 2)).containsExactly(7, 8);
    for (ThrowingCallable outside :
        List.<ThrowingCallable>of(
            () -> m.reshaped(3, 2, 5),
            () -> m.reshaped(-1, 2, 2),
            () -> m.reshaped(0, -1, 2),
            () -> m.reshaped(0, 1 << 20, 1 << 20))) {
      assertThatThrownBy(outside).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> m.columns(0, 2).reshaped(0, 2, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsOutsideAMatrixCannotBeReached() {
    Matrix m = Matrix.of(counting(4, 3)).rows(1, 3).columns(0, 2); // [2, 2], more on every side
    for (IntFunction<Object> reach :
        List.<IntFunction<Object>>of(
            by -> m.rows(-by, 1),
            by -> m.rows(0, 2 + by),
            by -> m.rows(1 + by, 1),
            by -> m.columns(-by, 1),
            by -> m.columns(0, 2 + by))) {
      for (int by : new int[] {1, 1 << 20, Integer.MAX_VALUE - 2}) {
        assertThatThrownBy(() -> reach.apply(by)).isInstanceOf(IndexOutOfBoundsException.class);
      }
    }
    float[] two = new float[2];
    for (ThrowingCallable copy :
        List.<ThrowingCallable>of(
            () -> m.read(-1, two),
            () -> m.read(2, two),
            () -> m.read(Integer.MIN_VALUE, two),
            () -> m.write(-1, two),
            () -> m.write(2, two),
            () -> m.write(0, new float[1]),
            () -> m.read(0, null),
            () -> m.read(0, 3, new float[6]),
            () -> m.read(0, 2, two),
            () -> m.read(0, Integer.MAX_VALUE, two),
            () -> m.write(1, 2, new float[4]),
            () -> m.read(2, new float[9], 3),
            () -> m.write(2, m, 0),
            () -> m.write(0, m, -1),
            () -> m.write(0, -1, two))) {
      assertThatThrownBy(copy)
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageMatching("(rows .* of a matrix with 2|. rows of 2.*)");
    }
  }

  @Test
  void memoryThatWasFreedCannotBeReached() {
    INDArray array = Nd4j.ones(DataType.FLOAT, 4, 4); // no view, which would own nothing
    Matrix part = Matrix.of(array.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all())).rows(0, 1);
    Matrix other = Matrix.of(counting(4, 1));
    Matrix product = Matrix.of(counting(1, 1));
    array.close();
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> part.read(0, new float[4]),
            () -> part.write(0, new float[4]),
            () -> part.read(0, 1, new float[4]),
            () -> part.write(0, 1, new float[4]),
            () -> Gemm.multiply(part, other, product))) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("was closed");
    }
    assertThatThrownBy(() -> Matrix.of(array)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aMatrixOfScratchMemoryEndsWhenTheMemoryGrows() {
    Scratch scratch = new Scratch();
    Matrix small = scratch.take(2, 2);
    scratch.take(100, 100);
    assertThatThrownBy(() -> small.write(0, new float[2]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was closed");
  }

  @Test
  void onlyFloatsMakeAMatrix() {
    INDArray bytes = Nd4j.create(DataType.INT8, 1, 4);
    assertThatThrownBy(() -> Matrix.of(bytes, 4)).hasMessageContaining("expected FLOAT");
    assertThatThrownBy(() -> Matrix.row(bytes)).hasMessageContaining("expected FLOAT");
    assertThatThrownBy(() -> NativeMemory.floats(bytes)).hasMessageContaining("expected FLOAT");
    assertThatThrownBy(() -> Matrix.of(counting(2, 2), -2))
        .hasMessage("columns must be at least 0, but are -2");
    assertThatThrownBy(() -> Matrix.of(null)).hasMessage("array must be given, but is null");
  }
}
