package org.attentionzoo.layers.kernel;

import java.util.Arrays;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The rows {@code [M, size]} of a c-ordered FLOAT or DOUBLE array of any rank, read into and
 * written from Java arrays; sums are taken in double. For kernels on the CPU backend (see {@link
 * Kernels}); one instance a thread.
 */
public abstract class Rows {

  private final DataBuffer owner; // keeps the memory from being freed, and knows if it was
  private final int count;
  private final int size;

  private Rows(INDArray array) {
    owner = NativeMemory.whole(array.data());
    size = (int) array.size(-1);
    count = size == 0 ? 0 : (int) (array.length() / size);
  }

  /**
   * Shares the array's memory.
   *
   * @throws IllegalArgumentException unless the array is c-ordered without gaps
   */
  public static Rows of(INDArray array) {
    if (Arguments.given("array", array).rank() == 0) {
      throw new IllegalArgumentException("rows of a scalar; expected an array of rank 1 or more");
    }
    long stride = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      if (array.size(d) != 1 && array.stride(d) != stride) {
        throw new IllegalArgumentException(
            "rows of an array with strides "
                + Arrays.toString(array.stride())
                + " for shape "
                + Arrays.toString(array.shape())
                + "; expected c order without gaps");
      }
      stride *= array.size(d);
    }
    return switch (array.dataType()) {
      case FLOAT -> new OfFloats(array);
      case DOUBLE -> new OfDoubles(array);
      default ->
          throw new IllegalArgumentException(
              "rows of type " + array.dataType() + "; expected FLOAT or DOUBLE");
    };
  }

  /** Whether {@link #of} takes arrays of this type on this backend, and kernels are switched on. */
  public static boolean usable(INDArray array) {
    DataType type = Arguments.given("array", array).dataType();
    return Kernels.enabled() && (type == DataType.FLOAT || type == DataType.DOUBLE);
  }

  /** M, the number of rows. */
  public final int count() {
    return count;
  }

  /** The length of a row. */
  public final int size() {
    return size;
  }

  /** That a row is there, still, and has room in the array. */
  final void check(long row, double[] array) {
    if (owner.wasClosed()) {
      throw new IllegalStateException("the memory of these rows was freed: their array was closed");
    }
    if (row < 0 || row >= count) {
      throw new IndexOutOfBoundsException("row " + row + " of " + count);
    }
    if (array == null || array.length < size) {
      throw new IndexOutOfBoundsException(
          "a row of " + size + (array == null ? ", but null" : " in " + array.length));
    }
  }

  /**
   * Copies a row into the first {@link #size()} elements of {@code into}.
   *
   * @throws IndexOutOfBoundsException if there is no such row, or no room for it
   * @throws IllegalStateException if the array was closed since
   */
  public abstract void read(long row, double[] into);

  /**
   * Copies the first {@link #size()} elements of {@code from} into a row.
   *
   * @throws IndexOutOfBoundsException if there is no such row, or too little to copy
   * @throws IllegalStateException if the array was closed since
   */
  public abstract void write(long row, double[] from);

  private static final class OfFloats extends Rows {
    private final FloatPointer memory;
    private final float[] row;

    OfFloats(INDArray array) {
      super(array);
      memory = NativeMemory.floats(array);
      row = new float[size()];
    }

    @Override
    public void read(long index, double[] into) {
      check(index, into);
      memory.position(index * size()).get(row);
      for (int i = 0; i < row.length; i++) {
        into[i] = row[i];
      }
    }

    @Override
    public void write(long index, double[] from) {
      check(index, from);
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) from[i];
      }
      memory.position(index * size()).put(row);
    }
  }

  private static final class OfDoubles extends Rows {
    private final DoublePointer memory;

    OfDoubles(INDArray array) {
      super(array);
      memory = NativeMemory.doubles(array);
    }

    @Override
    public void read(long index, double[] into) {
      check(index, into);
      memory.position(index * size()).get(into, 0, size());
    }

    @Override
    public void write(long index, double[] from) {
      check(index, from);
      memory.position(index * size()).put(from, 0, size());
    }
  }
}
