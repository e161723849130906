package org.attentionzoo.layers.runtime;

import java.util.Arrays;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NanSearch;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a layer or vertex expects at one of its inputs.
 *
 * @param name its name inside the definition
 * @param kind what it holds
 * @param size its size: channels of a sequence or vector, columns of a table, V for ids
 */
public record Input(String name, Kind kind, long size) {

  /** The kinds of input, with the shape at DL4J's border and inside a definition. */
  public enum Kind {
    /** {@code [N, size, T]}, inside {@code [N, T, size]}. */
    SEQUENCE(3),
    /** Token ids {@code [N, T]} of any integer type, or whole numbers of a floating type. */
    IDS(2),
    /** {@code [N, size]}. */
    VECTOR(2),
    /** A parameter matrix {@code [rows, size]} that another vertex owns. */
    TABLE(2);

    private final int rank;

    Kind(int rank) {
      this.rank = rank;
    }

    /** The rank of its arrays. */
    public int rank() {
      return rank;
    }
  }

  public static Input sequence(String name, long size) {
    return new Input(name, Kind.SEQUENCE, size);
  }

  public static Input ids(String name, long vocabularySize) {
    return new Input(name, Kind.IDS, vocabularySize);
  }

  public static Input vector(String name, long size) {
    return new Input(name, Kind.VECTOR, size);
  }

  public static Input table(String name, long columns) {
    return new Input(name, Kind.TABLE, columns);
  }

  /** Whether it is {@code [N, T, size]} inside. */
  public boolean isSequence() {
    return kind == Kind.SEQUENCE;
  }

  /** Whether it holds token ids. */
  public boolean isIds() {
    return kind == Kind.IDS;
  }

  /**
   * Checks an array at DL4J's border.
   *
   * @param owner who takes it, for messages
   * @param fused whether FLOAT memory may be read by a loop of our own, see {@link
   *     Arithmetic#isFused}
   * @throws IllegalArgumentException if the array has another rank or size, is empty, or holds NaN
   *     or an id outside the vocabulary; the message says where
   */
  public void check(String owner, INDArray array, boolean fused) {
    if (array == null) {
      throw new IllegalArgumentException(owner + ": input \"" + name + "\" is missing");
    }
    if (array.rank() != kind.rank()) {
      throw new IllegalArgumentException(
          owner + ": input \"" + name + "\" must be " + expected() + ", got " + shape(array));
    }
    for (long dimension : array.shape()) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            owner + ": input \"" + name + "\" is empty: " + shape(array));
      }
    }
    if (!isIds() && array.shape()[1] != size) {
      throw new IllegalArgumentException(
          owner + ": input \"" + name + "\" must be " + expected() + ", got " + shape(array));
    }
    if (isIds()) {
      checkIds(owner, array);
    } else {
      checkNumbers(owner, array, fused);
    }
  }

  /**
   * Checks a mask. Masks are {@code [N, T]} beside a sequence {@code [N, size, T]} or ids {@code
   * [N, T]}, and hold 1 (keep) and 0 (padding).
   *
   * @throws IllegalArgumentException if the mask has another shape or holds anything else; the
   *     message says where
   */
  public void checkMask(String owner, INDArray array, INDArray mask, boolean fused) {
    Arguments.given("mask", mask);
    Arguments.within("rank of input " + name, Arguments.given("array", array).rank(), 1, 3);
    long last = array.shape()[array.rank() - 1];
    if (mask.rank() != 2 || mask.shape()[0] != array.shape()[0] || mask.shape()[1] != last) {
      throw new IllegalArgumentException(
          owner
              + ": mask of input \""
              + name
              + "\" must be ["
              + array.shape()[0]
              + ", "
              + last
              + "], got "
              + shape(mask));
    }
    checkKeepsOrNot(owner, mask, (int) last, fused);
  }

  private void checkKeepsOrNot(String owner, INDArray mask, int columns, boolean fused) {
    float[] values =
        fused && Matrix.fits(mask)
            ? Matrix.elements(mask)
            : mask.castTo(DataType.FLOAT).dup('c').data().asFloat();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0 && values[i] != 1) {
        throw new IllegalArgumentException(
            owner
                + ": mask of input \""
                + name
                + "\" is "
                + values[i]
                + " in row "
                + i / columns
                + ", position "
                + i % columns
                + "; expected 1 (keep) or 0 (padding)");
      }
    }
  }

  private void checkIds(String owner, INDArray ids) {
    if (!ids.dataType().isIntType() && !ids.dataType().isFPType()) {
      throw new IllegalArgumentException(
          owner + ": input \"" + name + "\" must hold token ids, got type " + ids.dataType());
    }
    if (ids.dataType() == DataType.INT && Kernels.nativeCpu() && Matrix.isContiguous(ids)) {
      int[] values = NativeMemory.elements(ids);
      for (int i = 0; i < values.length; i++) {
        if (values[i] < 0 || values[i] >= size) {
          throw outside(owner, Integer.toString(values[i]), i, ids);
        }
      }
      return;
    }
    double[] values = ids.dup('c').data().asDouble();
    for (int i = 0; i < ids.length(); i++) {
      double id = values[i];
      if (!(id >= 0 && id < size && id == Math.rint(id))) {
        String shown = ids.dataType().isIntType() ? Long.toString((long) id) : Double.toString(id);
        throw outside(owner, shown, i, ids);
      }
    }
  }

  private IllegalArgumentException outside(String owner, String id, long index, INDArray ids) {
    long columns = ids.shape()[1];
    return new IllegalArgumentException(
        owner
            + ": token id "
            + id
            + " in row "
            + index / columns
            + ", position "
            + index % columns
            + " of input \""
            + name
            + "\" is not a whole number in [0, "
            + size
            + "), the vocabulary");
  }

  private void checkNumbers(String owner, INDArray array, boolean fused) {
    if (!array.dataType().isFPType()) {
      throw new IllegalArgumentException(
          owner + ": input \"" + name + "\" must be floating point, got " + array.dataType());
    }
    // a table is large, and a parameter; what is looked up in it is checked where it goes
    if (kind != Kind.TABLE && mayHoldNaN(array, fused)) {
      INDArray flat = array.dup('c');
      double[] values = flat.data().asDouble();
      for (int i = 0; i < values.length; i++) {
        if (Double.isNaN(values[i])) {
          throw new IllegalArgumentException(
              owner
                  + ": NaN in input \""
                  + name
                  + "\" at "
                  + Arrays.toString(position(i, array.shape()))
                  + " of "
                  + shape(array));
        }
      }
    }
  }

  /** One fast pass; only a NaN (or infinities of both signs) makes the sum NaN. */
  private boolean mayHoldNaN(INDArray array, boolean fused) {
    INDArray inside = isSequence() ? array.permute(0, 2, 1) : array; // [N, T, size]
    if (fused && Matrix.fits(inside)) {
      return NanSearch.suspects(Matrix.of(inside));
    }
    return Double.isNaN(Nd4j.getExecutioner().exec(new Sum(array)).getDouble(0));
  }

  private static long[] position(long index, long[] shape) {
    long[] position = new long[shape.length];
    for (int d = shape.length - 1; d >= 0; d--) {
      position[d] = index % shape[d];
      index /= shape[d];
    }
    return position;
  }

  private String expected() {
    return switch (kind) {
      case SEQUENCE -> "a sequence [N, " + size + ", T]";
      case IDS -> "token ids [N, T]";
      case VECTOR -> "a vector [N, " + size + "]";
      case TABLE -> "a table [rows, " + size + "]";
    };
  }

  private static String shape(INDArray array) {
    return Arrays.toString(array.shape());
  }

  /** The type of its arrays inside, in a definition of this type. */
  public DataType type(DataType floating) {
    Arguments.given("floating", floating);
    return isIds() ? DataType.INT32 : floating;
  }
}
