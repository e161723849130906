package org.attentionzoo.layers.kernel;

import com.sun.jna.Function;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Arrays whose memory is that of a temporary file, mapped: {@link #release} gives back what is
 * resident of one, and the operating system reads it again when somebody does. For parameters of
 * which little is read any more once their weights are packed.
 */
public final class FileMemory {
  private static final Logger log = LoggerFactory.getLogger(FileMemory.class);

  /** Zeros that are written at a time. */
  private static final int ZEROS = 1 << 16;

  /** Linux's MADV_DONTNEED: of a file, nothing is lost. */
  private static final int DONT_NEED = 4;

  /** Memory of a file: any other would lose its content when it is released. */
  private static final class Mapped extends FloatPointer {
    Mapped(ByteBuffer memory) {
      super(memory.asFloatBuffer());
    }
  }

  private FileMemory() {}

  /**
   * A FLOAT array of zeros, 'c' ordered. Its file is in the system's temporary folder, readable by
   * its owner alone, and goes with the array.
   *
   * @return empty where there is no room for such a file, memory is not the processor's, or the
   *     array would be larger than 2 GiB
   */
  public static Optional<INDArray> allocate(long... shape) {
    return allocate(Path.of(System.getProperty("java.io.tmpdir")), shape);
  }

  /** The same with a file in another folder. */
  static Optional<INDArray> allocate(Path folder, long... shape) {
    long length = 1;
    for (long size : Arguments.given("shape", shape)) {
      length = Math.multiplyExact(length, Arguments.within("size", size, 1, Long.MAX_VALUE));
    }
    if (!Kernels.nativeCpu() || length > Matrix.LONGEST) {
      return Optional.empty();
    }
    try {
      FloatPointer memory = new Mapped(mapped(folder, length * Float.BYTES));
      DataBuffer buffer =
          Nd4j.getDataBufferFactory()
              .create(memory, DataType.FLOAT, length, FloatIndexer.create(memory));
      return Optional.of(
          Nd4j.create(buffer, shape, Nd4j.getStrides(shape, 'c'), 0, 'c', DataType.FLOAT));
    } catch (IOException e) {
      log.debug("no temporary file for {} bytes of parameters", length * Float.BYTES, e);
      return Optional.empty();
    }
  }

  private static ByteBuffer mapped(Path folder, long bytes) throws IOException {
    Path file = Files.createTempFile(folder, "attention-zoo", ".memory");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      // not only made longer: a write to memory for which the disk has no room kills the process
      ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
      for (long done = 0; done < bytes; ) {
        zeros.rewind().limit((int) Math.min(ZEROS, bytes - done));
        done += channel.write(zeros);
      }
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes).order(ByteOrder.nativeOrder());
    }
  }

  /**
   * Gives back what is resident of an array from {@link #allocate}, or of a view of one; nothing of
   * any other. Its numbers stay as they are.
   */
  public static void release(INDArray array) {
    if (Matrix.fits(array)) { // as all of its own do
      release(Matrix.row(array));
    }
  }

  static void release(Matrix matrix) {
    if (Platform.isLinux() && matrix.owner().pointer() instanceof Mapped) {
      try (FloatPointer start = matrix.pointer()) {
        long elements = (long) (matrix.rows() - 1) * matrix.stride() + matrix.columns();
        giveBack(start.address(), start.address() + elements * Float.BYTES);
      }
    }
  }

  /** The pages that lie between two addresses. */
  private static void giveBack(long from, long to) {
    try {
      long page = Function.getFunction("c", "getpagesize").invokeInt(new Object[0]);
      long first = (from + page - 1) / page * page;
      long bytes = to / page * page - first;
      if (bytes > 0) {
        Pointer start = new Pointer(first);
        Function.getFunction("c", "madvise")
            .invokeInt(new Object[] {start, new NativeLong(bytes), DONT_NEED});
      }
    } catch (LinkageError e) {
      log.debug("memory cannot be given back", e);
    }
  }
}
