package org.attentionzoo.zoo.weights;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * New arrays of floats from streams of numbers, which go into the array's memory without a copy of
 * the whole in between.
 */
final class FloatArrays {

  /** Numbers at a time. */
  private static final int CHUNK = 1 << 15;

  private FloatArrays() {}

  /**
   * Reads an array of c order. That the stream has so many numbers is to be known before.
   *
   * @throws IOException if the stream ends before, or cannot be read
   * @throws IllegalArgumentException if there is no memory for it
   */
  static INDArray read(InputStream from, ElementType type, ByteOrder order, long... shape)
      throws IOException {
    INDArray array = allocate(shape);
    DataInputStream in = new DataInputStream(from);
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK * type.width()).order(order);
    FloatBuffer floats = FloatBuffer.allocate(CHUNK);
    long count = array.length();
    for (long done = 0; done < count; ) {
      int n = (int) Math.min(CHUNK, count - done);
      in.readFully(bytes.array(), 0, n * type.width());
      type.decode(bytes.clear().limit(n * type.width()), floats.clear());
      put(array, done, floats.flip());
      done += n;
    }
    return array;
  }

  /**
   * An array that is not filled, outside all workspaces.
   *
   * @throws IllegalArgumentException if there is no memory for it
   */
  static INDArray allocate(long... shape) {
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      if (Shape.count(shape) == 0) {
        return Nd4j.create(DataType.FLOAT, shape); // an empty one; the other method refuses it
      }
      return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    } catch (OutOfMemoryError e) {
      throw new IllegalArgumentException(
          "there is no memory for its " + Shape.count(shape) + " numbers: " + e.getMessage(), e);
    }
  }

  /** Puts numbers into an array of c order, from a place on. */
  static void put(INDArray array, long start, FloatBuffer values) {
    if (Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU) {
      long bytes = (long) values.remaining() * Float.BYTES;
      BytePointer memory =
          new BytePointer(array.data().addressPointer()).getPointer(start * Float.BYTES);
      memory
          .capacity(bytes)
          .asByteBuffer()
          .order(ByteOrder.nativeOrder())
          .asFloatBuffer()
          .put(values);
      Reference.reachabilityFence(array);
      return;
    }
    float[] part = new float[values.remaining()]; // where its memory is not the processor's
    values.get(part);
    array
        .reshape(array.length())
        .get(NDArrayIndex.interval(start, start + part.length))
        .assign(Nd4j.createFromArray(part));
  }

  /**
   * Numbers that lie apart, as a new array of c order.
   *
   * @param numbers a vector that has all of them, which is to be known before
   * @param strides numbers between neighbours, for each dimension
   */
  static INDArray strided(INDArray numbers, long offset, long[] shape, long[] strides) {
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray view = Nd4j.create(numbers.data(), shape, strides, offset, 'c', DataType.FLOAT);
      return view.dup('c');
    }
  }
}
