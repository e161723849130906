package org.attentionzoo.zoo.weights;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@code model.bin} of CTranslate2, of the versions 2 to 6 of its format. Besides weights it
 * holds options, single numbers each.
 *
 * <p>Weights that were made integers of 8 or 16 bits are divided by their scales again, one for
 * each row or one for all; the scales are no tensors of their own here.
 */
public final class CTranslate2File implements NamedTensors {

  static final String SCALE = "_scale";

  /** Of 16-bit weights without a scale of their own, as old files have them. */
  private static final double OLD_SCALE = 1000;

  private final Path path;
  private final FileBytes file;
  private final CTranslate2Header header;
  private final Set<String> names = new LinkedHashSet<>();

  private CTranslate2File(Path path, FileBytes file, CTranslate2Header header) {
    this.path = path;
    this.file = file;
    this.header = header;
    header.variables().keySet().stream().filter(name -> !isScale(name)).forEach(names::add);
  }

  private boolean isScale(String name) {
    return name.endsWith(SCALE)
        && header.variables().containsKey(name.substring(0, name.length() - SCALE.length()));
  }

  /**
   * Opens a file; reads what it says of each variable.
   *
   * @throws WeightsException if it is missing, or no such file, or a damaged one, or of another
   *     version
   */
  public static CTranslate2File open(Path path) throws WeightsException {
    FileBytes file = new FileBytes(Arguments.given("path", path));
    try {
      return new CTranslate2File(path, file, CTranslate2Header.read(file));
    } catch (IOException | RuntimeException e) {
      try {
        file.close();
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw Problems.of(path, e);
    }
  }

  /** The kind of model, such as {@code TransformerSpec}. */
  public String specification() {
    return header.specification();
  }

  /** The version of that kind, which decides about names. */
  public long revision() {
    return header.revision();
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  private CTranslate2Header.Variable variable(String name) {
    return Problems.known(path, name, header.variables().get(Arguments.given("name", name)));
  }

  @Override
  public long[] shape(String name) {
    return variable(name).shape().clone();
  }

  /** Whether two names are of one variable, which the file holds once. */
  public boolean areSame(String name, String other) {
    return variable(name).start() == variable(other).start() && variable(name).bytes() > 0;
  }

  /**
   * An option, a single number.
   *
   * @return empty if there is none of this name
   * @throws WeightsException if it is more than one number, or cannot be read
   */
  public OptionalDouble option(String name) throws WeightsException {
    if (!header.variables().containsKey(Arguments.given("name", name))) {
      return OptionalDouble.empty();
    }
    if (Shape.count(shape(name)) != 1) {
      throw WeightsException.of(path, name, "is no option: it has more than one number");
    }
    try (INDArray number = read(name)) {
      return OptionalDouble.of(number.getDouble(0));
    }
  }

  /**
   * Whether an option is true or false, and no number.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public boolean isFlag(String name) {
    return variable(name).type() == ElementType.INT8;
  }

  @Override
  public INDArray read(String name) throws WeightsException {
    CTranslate2Header.Variable variable = variable(name);
    try {
      INDArray numbers = numbers(variable);
      return quantized(variable) && name.endsWith("weight")
          ? divide(numbers, scale(name, variable))
          : numbers;
    } catch (IOException | RuntimeException e) {
      throw WeightsException.of(path, name, OneLine.reason(e));
    }
  }

  private INDArray numbers(CTranslate2Header.Variable variable) throws IOException {
    return FloatArrays.read(
        file.stream(variable.start(), variable.bytes()),
        variable.type(),
        ByteOrder.LITTLE_ENDIAN,
        variable.shape());
  }

  private static boolean quantized(CTranslate2Header.Variable variable) {
    return variable.type() == ElementType.INT8 || variable.type() == ElementType.INT16;
  }

  private INDArray scale(String name, CTranslate2Header.Variable variable) throws IOException {
    Optional<CTranslate2Header.Variable> scale =
        Optional.ofNullable(header.variables().get(name + SCALE));
    if (scale.isEmpty()) {
      if (variable.type() == ElementType.INT8) {
        throw new IllegalArgumentException("it has no " + name + SCALE);
      }
      return Nd4j.createFromArray((float) OLD_SCALE);
    }
    long count = Shape.count(scale.get().shape());
    if (count != 1 && (variable.shape().length == 0 || count != variable.shape()[0])) {
      throw new IllegalArgumentException("it has " + count + " scales");
    }
    return numbers(scale.get()).reshape(count);
  }

  private static INDArray divide(INDArray numbers, INDArray scale) {
    if (numbers.length() == 0 || scale.length() == 1) {
      return numbers.divi(scale.getDouble(0));
    }
    long rows = numbers.size(0);
    INDArray matrix = numbers.reshape('c', rows, numbers.length() / rows);
    return matrix.diviColumnVector(scale.reshape(rows, 1)).reshape('c', numbers.shape());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
