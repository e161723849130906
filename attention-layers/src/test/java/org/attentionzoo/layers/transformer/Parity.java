package org.attentionzoo.layers.transformer;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.VertexRun;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Compares a layer or vertex with PyTorch: output, gradients of its inputs and parameters. */
final class Parity {

  private Parity() {}

  /**
   * @param inputs names of the fixture's inputs, in order; their gradients are {@code grad_name}
   * @param masks names of their masks, null for none
   */
  static void check(
      ComputationGraph net, String vertex, Fixture f, String[] inputs, String[] masks) {
    VertexRun run = new VertexRun(net, vertex);
    for (String key : net.getVertex(vertex).paramTable(false).keySet()) {
      run.setParameter(key, f.get(key));
    }
    INDArray[] values = new INDArray[inputs.length];
    INDArray[] keep = new INDArray[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      values[i] = f.sequence(inputs[i]);
      keep[i] = masks[i] == null ? null : f.get(masks[i]);
    }
    f.assertEquals("out", run.forward(values, keep).permute(0, 2, 1));
    run.backward(f.sequence("eps"));
    for (int i = 0; i < inputs.length; i++) {
      f.assertEquals("grad_" + inputs[i], run.inputGradient(i).permute(0, 2, 1));
    }
    for (String key : net.getVertex(vertex).paramTable(false).keySet()) {
      f.assertEquals("grad_" + key, run.gradient(key).reshape('c', f.get(key).shape()));
    }
  }
}
