package org.attentionzoo.layers.kernel;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The rows {@code [M, size]} of a c-ordered FLOAT or DOUBLE array of any rank, read into and
 * written from Java arrays; sums are taken in double. For kernels on the CPU backend (see {@link
 * Kernels}); one instance a thread.
 */
public abstract class Rows {

  private final int count;
  private final int size;

  private Rows(INDArray array) {
    size = (int) array.size(-1);
    count = (int) (array.length() / size);
  }

  /**
   * Shares the array's memory.
   *
   * @throws IllegalArgumentException unless the array is c-ordered without gaps
   */
  public static Rows of(INDArray array) {
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
    DataType type = array.dataType();
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

  /** Copies a row into the first {@link #size()} elements of {@code into}. */
  public abstract void read(long row, double[] into);

  /** Copies the first {@link #size()} elements of {@code from} into a row. */
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
      memory.position(index * size()).get(row);
      for (int i = 0; i < row.length; i++) {
        into[i] = row[i];
      }
    }

    @Override
    public void write(long index, double[] from) {
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
      memory.position(index * size()).get(into, 0, size());
    }

    @Override
    public void write(long index, double[] from) {
      memory.position(index * size()).put(from, 0, size());
    }
  }
}
