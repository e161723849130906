package org.attentionzoo.layers.runtime.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.runtime.GraphNode.OpNode;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.BaseOp;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** Runs ND4J's ops, and asks them for the shapes of their outputs, where they tell the truth. */
final class OpRun {

  private OpRun() {}

  static List<LongShapeDescriptor> outputShapes(OpNode node, OpContext context) {
    DifferentialFunction op = node.op();
    INDArray x = context.getInputArray(0);
    switch (op.opName()) {
      case "identity":
        return List.of(x.shapeDescriptor());
      case "expand_dims", "squeeze":
        // ND4J takes an array of one element for a scalar and forgets its dimensions
        if (x.length() == 1) {
          int change = op.opName().equals("squeeze") ? -((CustomOp) op).numIArguments() : 1;
          long[] ones = new long[x.rank() + change];
          Arrays.fill(ones, 1);
          return List.of(LongShapeDescriptor.fromShape(ones, x.dataType()));
        }
        break;
      default:
    }
    if (op.opName().equals("expand_dims")) {
      return List.of(expandedShape((DynamicCustomOp) op, context.getInputArray(0)));
    }
    if (op instanceof DynamicCustomOp custom) {
      context.setIArguments(custom.iArgs());
      context.setTArguments(custom.tArgs());
      context.setBArguments(custom.bArgs());
      context.setDArguments(custom.dArgs());
      return custom.calculateOutputShape(context);
    }
    return ((BaseOp) op).calculateOutputShape(context);
  }

  /** ND4J's own shape function leaves out the new dimension of an array with one element. */
  private static LongShapeDescriptor expandedShape(DynamicCustomOp op, INDArray x) {
    int axis = op.getIArgument(0).intValue();
    int position = axis < 0 ? axis + x.rank() + 1 : axis;
    List<Long> shape = new ArrayList<>(Arrays.stream(x.shape()).boxed().toList());
    shape.add(position, 1L);
    return LongShapeDescriptor.fromShape(
        shape.stream().mapToLong(Long::longValue).toArray(), x.dataType());
  }

  static void execute(DifferentialFunction op, OpContext context) {
    if (op instanceof CustomOp custom) {
      Nd4j.getExecutioner().exec(custom, context);
    } else {
      Nd4j.getExecutioner().exec((Op) op, context);
    }
  }
}
