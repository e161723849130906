package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An array that is serialized in blocks of its memory. ND4J serializes number by number, which took
 * longer than any network. All machines must have the same order of bytes.
 */
final class SentArray implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int BLOCK = 1 << 16;

  private transient INDArray array; // outside all workspaces once it is read

  private SentArray(INDArray array) {
    this.array = array;
  }

  /** Null for null. */
  static SentArray of(INDArray array) {
    return array == null ? null : new SentArray(array);
  }

  /** The array; null of null. */
  static INDArray get(SentArray sent) {
    return sent == null ? null : sent.array;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    INDArray dense = Matrix.isContiguous(array) ? array : array.dup('c');
    out.writeObject(dense.dataType());
    out.writeObject(dense.shape());
    BytePointer memory = NativeMemory.bytes(dense);
    byte[] block = new byte[BLOCK];
    long bytes = dense.length() * dense.dataType().width();
    for (long from = 0; from < bytes; from += BLOCK) {
      int count = (int) Math.min(BLOCK, bytes - from);
      memory.position(from).get(block, 0, count);
      out.write(block, 0, count);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    DataType type = (DataType) in.readObject();
    long[] shape = (long[]) in.readObject();
    try (var none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      array = Nd4j.createUninitialized(type, shape, 'c');
    }
    BytePointer memory = NativeMemory.bytes(array);
    byte[] block = new byte[BLOCK];
    long bytes = array.length() * type.width();
    for (long from = 0; from < bytes; from += BLOCK) {
      int count = (int) Math.min(BLOCK, bytes - from);
      in.readFully(block, 0, count);
      memory.position(from).put(block, 0, count);
    }
  }
}
