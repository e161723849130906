package org.attentionzoo.layers.attention;

import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The elements of a c-ordered FLOAT or DOUBLE array without gaps, as a Java array and back. */
final class Memory {

  private static final boolean CPU = Kernels.nativeCpu();

  private Memory() {}

  static double[] read(INDArray array) {
    double[] values = new double[Math.toIntExact(array.length())];
    if (!CPU) {
      return array.dup('c').data().asDouble();
    }
    if (array.dataType() == DataType.DOUBLE) {
      NativeMemory.doubles(array).get(values);
      return values;
    }
    float[] floats = new float[values.length];
    NativeMemory.floats(array).get(floats);
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  static void write(double[] values, INDArray array) {
    if (!CPU) {
      array.assign(Nd4j.createFromArray(values).reshape('c', array.shape()));
    } else if (array.dataType() == DataType.DOUBLE) {
      NativeMemory.doubles(array).put(values);
    } else {
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      NativeMemory.floats(array).put(floats);
    }
  }
}
