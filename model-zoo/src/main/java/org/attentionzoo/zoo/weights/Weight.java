package org.attentionzoo.zoo.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a parameter of ours is made of: tensors of a file, as they are, or transposed, cut, put
 * together. Immutable; says its shape before a number is read.
 *
 * <pre>{@code
 * Weight.named("encoder.in_proj_weight").rows(512, 1024).transposed()
 * }</pre>
 */
public final class Weight {

  private interface ShapeOf {
    long[] in(NamedTensors file) throws WeightsException;
  }

  private interface ValueOf {
    INDArray in(NamedTensors file) throws WeightsException;
  }

  private final List<String> names;
  private final String how;
  private final ShapeOf shape;
  private final ValueOf value;

  private Weight(List<String> names, String how, ShapeOf shape, ValueOf value) {
    this.names = names;
    this.how = how;
    this.shape = shape;
    this.value = value;
  }

  /** A tensor as it is. */
  public static Weight named(String name) {
    Arguments.given("name", name);
    return new Weight(
        List.of(name),
        "",
        file -> {
          if (!file.names().contains(name)) {
            throw new WeightsException(file.file(), "has no tensor \"" + name + '"');
          }
          return file.shape(name);
        },
        file -> file.read(name));
  }

  /** The same number everywhere, whatever the file holds: a bias that another program lacks. */
  public static Weight constant(double number, long... shape) {
    Arguments.finite("number", number);
    long[] copy = Arguments.given("shape", shape).clone();
    if (Shape.count(copy) < 1) {
      throw new IllegalArgumentException("shape is " + Arrays.toString(copy));
    }
    return new Weight(
        List.of(),
        "all " + number,
        file -> copy.clone(),
        file -> FloatArrays.allocate(copy).assign(number));
  }

  /** A vector of given numbers, whatever the file holds. */
  public static Weight values(String how, float... values) {
    Arguments.given("how", how);
    float[] copy = Arguments.given("values", values).clone();
    for (float value : copy) {
      Arguments.finite("a value", value);
    }
    return new Weight(
        List.of(), how, file -> new long[] {copy.length}, file -> Nd4j.createFromArray(copy));
  }

  /** The sum of two of one shape. */
  public Weight plus(Weight other) {
    Arguments.given("other", other);
    return new Weight(
        joined(names, other.names),
        "sum of " + this + " and " + other,
        file -> {
          long[] left = shape(file);
          if (!Arrays.equals(left, other.shape(file))) {
            throw wrong(file, "cannot be added to " + other.described(file));
          }
          return left;
        },
        file -> {
          try (INDArray term = other.read(file)) {
            return read(file).addi(term);
          }
        });
  }

  /** Times a number. */
  public Weight times(double factor) {
    Arguments.finite("factor", factor);
    return then(
        String.format(Locale.ROOT, "times %s", factor),
        this::shape,
        file -> read(file).muli(factor));
  }

  /** A matrix {@code [a, b]} as {@code [b, a]}: PyTorch keeps weights the other way round. */
  public Weight transposed() {
    return then(
        "transposed",
        file -> {
          long[] matrix = matrix(file);
          return new long[] {matrix[1], matrix[0]};
        },
        file -> {
          try (INDArray matrix = read(file)) { // large ones do not wait for the collector
            return matrix.transpose().dup('c');
          }
        });
  }

  /** Some rows, or numbers of a vector: {@code from} until before {@code to}. */
  public Weight rows(long from, long to) {
    Arguments.within("from", from, 0, Long.MAX_VALUE);
    Arguments.within("to", to, from + 1, Long.MAX_VALUE);
    return then(
        "rows " + from + "–" + (to - 1),
        file -> {
          long[] all = shape(file);
          if (all.length == 0 || all[0] < to) {
            throw wrong(file, "has no rows " + from + "–" + (to - 1));
          }
          return withRows(all, to - from);
        },
        file -> {
          try (INDArray all = read(file)) {
            return all.get(NDArrayIndex.interval(from, to)).dup('c');
          }
        });
  }

  /**
   * Other rows, or numbers of a vector: row i of the result is {@code row(i)}, or zeros where that
   * is -1. A row may come more than once.
   *
   * @param how says what it does, in the report
   * @param count rows of the result
   */
  public Weight rows(String how, long count, LongUnaryOperator row) {
    Arguments.given("how", how);
    Arguments.given("row", row);
    Arguments.size("count", count);
    return then(
        how,
        file -> {
          long[] all = shape(file);
          for (long i = 0; i < count; i++) {
            long from = row.applyAsLong(i);
            if (all.length == 0 || from < -1 || from >= all[0]) {
              throw wrong(file, "has no row " + from);
            }
          }
          return withRows(all, count);
        },
        file -> {
          try (INDArray all = read(file)) {
            INDArray result = FloatArrays.allocate(withRows(all.shape(), count));
            for (long i = 0; i < count; i++) {
              INDArray into = result.get(NDArrayIndex.point(i));
              long from = row.applyAsLong(i);
              if (from < 0) {
                into.assign(0);
              } else {
                into.assign(all.get(NDArrayIndex.point(from)));
              }
            }
            return result;
          }
        });
  }

  /** The same numbers in their order, as another shape. */
  public Weight reshaped(long... newShape) {
    long[] copy = Arguments.given("newShape", newShape).clone();
    long count = Shape.count(copy);
    return then(
        "as " + Arrays.toString(copy),
        file -> {
          if (Shape.count(shape(file)) != count) {
            throw wrong(file, "cannot be " + Arrays.toString(copy));
          }
          return copy.clone();
        },
        file -> read(file).reshape('c', copy));
  }

  /** The rows of this, then those of another, with equal rows. */
  public Weight above(Weight other) {
    Arguments.given("other", other);
    return new Weight(
        joined(names, other.names),
        "one above the other",
        file -> {
          long[] top = shape(file);
          long[] bottom = other.shape(file);
          if (top.length == 0
              || bottom.length == 0
              || !Arrays.equals(withRows(top, 1), withRows(bottom, 1))) {
            throw wrong(file, "cannot stand above " + other.described(file));
          }
          return withRows(top, Math.addExact(top[0], bottom[0]));
        },
        file -> {
          try (INDArray top = read(file);
              INDArray bottom = other.read(file)) {
            return Nd4j.concat(0, top, bottom);
          }
        });
  }

  private Weight then(String step, ShapeOf newShape, ValueOf newValue) {
    return new Weight(names, how.isEmpty() ? step : how + ", " + step, newShape, newValue);
  }

  private static List<String> joined(List<String> some, List<String> others) {
    List<String> all = new ArrayList<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }

  private static long[] withRows(long[] shape, long rows) {
    long[] result = shape.clone();
    result[0] = rows;
    return result;
  }

  private long[] matrix(NamedTensors file) throws WeightsException {
    long[] matrix = shape(file);
    if (matrix.length != 2) {
      throw wrong(file, "is no matrix");
    }
    return matrix;
  }

  private WeightsException wrong(NamedTensors file, String problem) throws WeightsException {
    return new WeightsException(file.file(), described(file) + " " + problem);
  }

  private String described(NamedTensors file) throws WeightsException {
    return this + " of shape " + Arrays.toString(shape(file));
  }

  /** The tensors that it is made of; none for a constant. */
  public List<String> names() {
    return names;
  }

  /** What is done to them; empty where they are taken as they are. */
  public String how() {
    return how;
  }

  /**
   * Its shape in a file; no number is read.
   *
   * @throws WeightsException if the file lacks a tensor, or its shape does not suit; names both
   */
  public long[] shape(NamedTensors file) throws WeightsException {
    return shape.in(Arguments.given("file", file));
  }

  /**
   * Its numbers.
   *
   * @return a new array of type {@link DataType#FLOAT}
   * @throws WeightsException as {@link #shape}, or if the numbers cannot be read
   */
  public INDArray read(NamedTensors file) throws WeightsException {
    shape(file);
    return value.in(file);
  }

  @Override
  public String toString() {
    String tensors = names.isEmpty() ? "" : "tensor \"" + String.join("\" and \"", names) + '"';
    return how.isEmpty() || tensors.isEmpty() ? tensors + how : tensors + " (" + how + ')';
  }
}
