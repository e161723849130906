package org.attentionzoo.layers.runtime.scan;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/** A {@link Scan} as one step of the graph around it. */
record ScanFunction(String name, ScanStep step) implements PlanFunction {

  @Override
  public int outputs() {
    return step.plan().outputCount();
  }

  @Override
  public boolean takesNullGradients() {
    return true;
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(List<INDArray> inputs) {
    ScanRun run = newInstance();
    try {
      return outputShapes(inputs, run, false);
    } finally {
      run.close();
    }
  }

  @Override
  public List<LongShapeDescriptor> outputShapes(
      List<INDArray> inputs, Instance instance, boolean training) {
    long steps = inputs.get(0).shape()[1];
    List<long[]> ofStep =
        ((ScanRun) instance).stepShapes(inputs.toArray(INDArray[]::new), training);
    List<LongShapeDescriptor> shapes = new ArrayList<>();
    for (int i = 0; i < ofStep.size(); i++) {
      long[] s = ofStep.get(i);
      long[] stacked = i < step.outputs() ? new long[] {s[0], steps, s[1]} : s;
      shapes.add(LongShapeDescriptor.fromShape(stacked, step.plan().dataType()));
    }
    return shapes;
  }

  @Override
  public ScanRun newInstance() {
    return new ScanRun(step);
  }
}
