package org.attentionzoo.layers.runtime.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.runtime.Input;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The inputs of a start's plan, checked and the way the plan wants them; frees its copies. */
final class StartInputs implements AutoCloseable {

  private final IncrementalPlan plans;
  private final INDArray[] bySlot;
  private final List<INDArray> copies = new ArrayList<>();

  /**
   * @param inputs by name, at DL4J's border
   * @param masks {@code [N, S]} by input name; absent = all ones
   */
  StartInputs(IncrementalPlan plans, Map<String, INDArray> inputs, Map<String, INDArray> masks) {
    this.plans = plans;
    IncrementalPlan.Part part = plans.start();
    String name = plans.definition().getClass().getSimpleName();
    bySlot = new INDArray[part.plan().slotCount()];
    for (Input input : plans.definition().inputs()) {
      Integer slot = part.inputs().get(input.name());
      if (slot == null) {
        continue;
      }
      INDArray array = inputs.get(input.name());
      input.check(name, array, part.plan().isFused());
      INDArray inside = input.isSequence() ? array.permute(0, 2, 1) : array; // [N, S, size]
      bySlot[slot] = dense(inside, input.type(plans.dataType()));
      Integer mask = part.masks().get(input.name());
      if (mask != null) {
        INDArray given = masks.get(input.name());
        if (given != null) {
          input.checkMask(name, array, given, part.plan().isFused());
        }
        bySlot[mask] = mask(array, given);
      }
    }
  }

  private INDArray dense(INDArray array, DataType type) {
    INDArray typed = array.castTo(type);
    boolean asItIs = Matrix.isContiguous(typed) && typed.ordering() == 'c';
    return asItIs && typed == array ? array : copied(asItIs ? typed : typed.dup('c'));
  }

  private INDArray mask(INDArray array, INDArray given) {
    long[] shape = array.shape();
    return copied(
        given == null
            ? Nd4j.ones(plans.dataType(), shape[0], shape[shape.length - 1])
            : given.castTo(plans.dataType()).dup('c'));
  }

  private INDArray copied(INDArray copy) {
    copies.add(copy);
    return copy;
  }

  /** By the plan's slots; parameters are still missing. */
  INDArray[] bySlot() {
    return bySlot;
  }

  @Override
  public void close() {
    copies.stream().filter(INDArray::closeable).forEach(INDArray::close);
  }
}
