package org.attentionzoo.zoo.weights;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A file of tensors with names. Opening it reads and checks what it says of itself; numbers are
 * read a tensor at a time, when they are asked for. Safe for several threads.
 */
public interface NamedTensors extends Closeable {

  /** The file. */
  Path file();

  /** The names of all tensors, in the order of the file. */
  Set<String> names();

  /**
   * The shape as stored; empty for a single number.
   *
   * @throws IllegalArgumentException if there is no such tensor
   */
  long[] shape(String name);

  /**
   * Reads a tensor.
   *
   * @return a new array of type FLOAT in c order, of the shape as stored; numbers of other types
   *     are turned to floats
   * @throws WeightsException if the numbers cannot be read
   * @throws IllegalArgumentException if there is no such tensor
   */
  INDArray read(String name) throws WeightsException;
}
