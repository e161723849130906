package org.attentionzoo.zoo.io;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Arrays from a stream: numbers into the memory of an array, without a copy of the whole in
 * between.
 */
public final class ArrayStream {

  /** A multiple of any element's size. */
  private static final int CHUNK = 1 << 18;

  private ArrayStream() {}

  /**
   * Reads an array that {@code Nd4j.write} wrote, if it has the type and length of another.
   *
   * @param size bytes of the whole
   * @throws IllegalArgumentException if it has not; says what differs
   * @throws IOException if the stream ends, or cannot be read
   */
  public static INDArray read(DataInputStream in, long size, INDArray like) throws IOException {
    Arguments.given("in", in);
    Arguments.given("like", like);
    ArrayHeader header = ArrayHeader.read(in, size);
    if (header.length() != like.length() || header.type() != like.dataType()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it holds %d numbers of type %s, expected %d of type %s",
              header.length(),
              header.type(),
              like.length(),
              like.dataType()));
    }
    INDArray array = allocate(header);
    fill(array, header.type(), in);
    return array;
  }

  /**
   * A new array for what the header announces, of FLOAT where that is HALF. Check the header
   * against something that is known before.
   *
   * @throws IllegalArgumentException if there is not so much memory
   */
  static INDArray allocate(ArrayHeader header) {
    return allocate(header, Precision.FLOAT32);
  }

  /**
   * The same for parameters.
   *
   * @param decoding the precision in which they are only decoded with; FLOAT32 for any use
   */
  static INDArray allocate(ArrayHeader header, Precision decoding) {
    Optional<INDArray> own =
        DecodingFactors.parameters(decoding, header.memoryType(), header.shape());
    if (own.isPresent()) {
      return own.get();
    }
    try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return Nd4j.createUninitialized(header.memoryType(), header.shape(), 'c');
    } catch (OutOfMemoryError e) {
      throw new IllegalArgumentException(
          "there is no memory for its " + header.memoryBytes() + " bytes: " + e.getMessage(), e);
    }
  }

  /**
   * Fills an array with the elements that follow, as many as it has.
   *
   * @param target one row of FLOAT or DOUBLE without gaps
   * @param stored the type of what follows: that of the array, or HALF for one of FLOAT
   * @return how many of them are NaN or infinite
   * @throws EOFException if the stream ends before
   */
  static long fill(INDArray target, DataType stored, DataInputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long size = target.length() * target.dataType().width();
    long notFinite = 0;
    for (long done = 0; done < size; ) {
      int n = (int) Math.min(CHUNK, size - done);
      if (stored == DataType.HALF) {
        in.readFully(chunk, 0, n / 2);
        HalfPrecision.widen(chunk, n);
      } else {
        in.readFully(chunk, 0, n);
      }
      ByteBuffer from = ByteBuffer.wrap(chunk, 0, n).order(ByteOrder.BIG_ENDIAN);
      notFinite += notFinite(from, target.dataType());
      if (Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU) {
        write(from, target, done);
      } else {
        assign(from, target, done);
      }
      done += n;
    }
    return notFinite;
  }

  /** Those whose exponent has all bits set; passed over here, as the numbers are at hand. */
  private static long notFinite(ByteBuffer from, DataType type) {
    int width = type.width(); // the exponent lies in the first bytes of either type
    int exponent = type == DataType.DOUBLE ? 0x7ff0_0000 : 0x7f80_0000;
    long count = 0;
    for (int i = 0; i < from.limit(); i += width) {
      count += (from.getInt(i) & exponent) == exponent ? 1 : 0;
    }
    return count;
  }

  /** Bit by bit, as longs or ints: what no number is stays as it is. */
  private static void write(ByteBuffer from, INDArray target, long position) {
    BytePointer memory = new BytePointer(target.data().addressPointer()).getPointer(position);
    ByteBuffer to = memory.capacity(from.remaining()).asByteBuffer().order(ByteOrder.nativeOrder());
    if (target.dataType() == DataType.DOUBLE) {
      to.asLongBuffer().put(from.asLongBuffer());
    } else {
      to.asIntBuffer().put(from.asIntBuffer());
    }
    Reference.reachabilityFence(target);
  }

  /** Where an array's memory is not the processor's. */
  private static void assign(ByteBuffer from, INDArray target, long position) {
    INDArray part;
    if (target.dataType() == DataType.DOUBLE) {
      double[] values = new double[from.remaining() / Double.BYTES];
      from.asDoubleBuffer().get(values);
      part = Nd4j.createFromArray(values);
    } else {
      float[] values = new float[from.remaining() / Float.BYTES];
      from.asFloatBuffer().get(values);
      part = Nd4j.createFromArray(values);
    }
    long start = position / target.dataType().width();
    target
        .reshape(target.length())
        .get(NDArrayIndex.interval(start, start + part.length()))
        .assign(part);
  }
}
