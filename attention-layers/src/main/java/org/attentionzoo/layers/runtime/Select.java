package org.attentionzoo.layers.runtime;

import java.util.List;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/**
 * Rows by mask: mask {@code [..]} or {@code [.., 1]}, x {@code [.., size]}, otherwise {@code [..,
 * size]} (zeros if not given) → x's row where the mask is not 0, otherwise's row where it is. Exact
 * and without a broadcast; the mask gets no gradient.
 */
record Select() implements PlanFunction {

  @Override
  public String name() {
    return "select";
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    INDArray x = inputs.get(1);
    long rows = x.length() / x.size(x.rank() - 1);
    if (inputs.get(0).length() != rows) {
      throw new IllegalArgumentException(
          "select: mask has " + inputs.get(0).length() + " elements, x has " + rows + " rows");
    }
    return List.of(x.shapeDescriptor());
  }

  @Override
  public boolean splits() {
    return true;
  }

  @Override
  public Instance newInstance() {
    return new Instance() {
      @Override
      public void forward(INDArray[] inputs, INDArray[] outputs, Pass pass) {
        INDArray otherwise = inputs.length > 2 ? inputs[2] : null;
        selectRows(inputs[0], true, inputs[1], otherwise, outputs[0]);
      }

      @Override
      public void backward(Call call) {
        if (call.wants(0)) {
          call.inputGradient(0).assign(0);
        }
        if (call.wants(1)) {
          selectRows(call.input(0), true, call.outputGradient(0), null, call.inputGradient(1));
        }
        if (call.inputs().length > 2 && call.wants(2)) {
          selectRows(call.input(0), false, call.outputGradient(0), null, call.inputGradient(2));
        }
      }
    };
  }

  /**
   * {@code to[row] = (mask[row] != 0) == kept ? x[row] : otherwise[row]}, zeros where otherwise is
   * null; rows are along the last dimension.
   */
  private static void selectRows(
      INDArray mask, boolean kept, INDArray x, INDArray otherwise, INDArray to) {
    long columns = x.size(x.rank() - 1);
    long rows = x.length() / columns;
    if (!Kernels.nativeCpu()) {
      INDArray m = mask.reshape('c', rows, 1).neq(0).castTo(x.dataType());
      INDArray keep = kept ? m : m.rsub(1);
      INDArray result = x.reshape('c', rows, columns).mul(keep);
      if (otherwise != null) {
        result.addi(otherwise.reshape('c', rows, columns).mul(keep.rsubi(1)));
      }
      to.assign(result.reshape('c', to.shape()));
      return;
    }
    boolean wide = mask.dataType() == DataType.DOUBLE;
    BytePointer m = NativeMemory.bytes(mask);
    long width = columns * x.dataType().width();
    Pointer target = NativeMemory.bytes(to);
    Pointer yes = NativeMemory.bytes(x);
    Pointer no = otherwise == null ? null : NativeMemory.bytes(otherwise);
    for (long row = 0; row < rows; row++) {
      boolean take = (wide ? m.getDouble(row * 8) : m.getFloat(row * 4)) != 0 == kept;
      if (take || no != null) {
        Pointer.memcpy(target, (take ? yes : no).position(row * width), width);
      } else {
        Pointer.memset(target, 0, width);
      }
      target.position(target.position() + width);
    }
  }
}
