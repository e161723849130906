package org.attentionzoo.zoo.generation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.output.RowScorer;
import org.attentionzoo.layers.output.TokenScorer;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The steppers of a {@link TargetPath} and their output, with the memory that one batch decodes in
 * and later ones use again. For one thread at a time.
 */
final class GraphDecoder implements DecoderState {

  private final List<TargetPath.Stage> stages;
  private final List<Stepper> steppers;
  private final RowScorer output;
  private INDArray ids; // [R, 1]
  private INDArray top; // output of the topmost vertex [R, 1, d]
  private INDArray hidden; // the same as [R, d]

  GraphDecoder(ComputationGraph net, TargetPath path, TokenScorer output, DecodingFactors factors) {
    this.stages = path.stages();
    this.steppers = stages.stream().map(stage -> stage.newStepper(net, factors)).toList();
    this.output = output.rows(factors);
  }

  /**
   * Starts new sentences.
   *
   * @param encoded activations by the name of their vertex
   * @param mask of the sources [N, S]
   */
  void begin(Map<String, INDArray> encoded, INDArray mask) {
    output.begin();
    for (int i = 0; i < stages.size(); i++) {
      Map<String, INDArray> inputs = new HashMap<>();
      Map<String, INDArray> masks = new HashMap<>();
      stages
          .get(i)
          .incoming()
          .forEach(
              (name, vertex) -> {
                inputs.put(name, encoded.get(vertex));
                masks.put(name, mask);
              });
      steppers.get(i).begin(Math.toIntExact(mask.size(0)), inputs, masks);
    }
  }

  @Override
  public void step(int[] tokens, RowReader reader) {
    INDArray value = ids(tokens);
    for (Stepper stepper : steppers) {
      value = stepper.step(value); // [R, 1, size]
    }
    if (value != top) {
      top = value;
      hidden = value.reshape('c', value.size(0), value.size(2));
    }
    output.score(hidden, reader);
  }

  private INDArray ids(int[] tokens) {
    if (ids == null || ids.size(0) != tokens.length) {
      free();
      try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        ids = Nd4j.createFromArray(tokens).reshape(tokens.length, 1);
      }
    } else {
      for (int i = 0; i < tokens.length; i++) {
        ids.data().put(i, tokens[i]);
      }
    }
    return ids;
  }

  private void free() {
    if (ids != null && ids.closeable()) {
      ids.close();
    }
    ids = null;
  }

  /** Of the topmost vertex that has attention. */
  @Override
  public float[][] attention() {
    for (int i = steppers.size() - 1; i >= 0; i--) {
      INDArray weights = steppers.get(i).weights(); // [R, 1, S]
      if (weights != null) {
        return weights.reshape('c', weights.size(0), weights.size(2)).toFloatMatrix();
      }
    }
    return DecoderState.super.attention();
  }

  @Override
  public void select(int[] rows) {
    steppers.forEach(stepper -> stepper.select(rows));
  }

  /** Frees the memory. */
  @Override
  public void close() {
    steppers.forEach(Stepper::close);
    output.close();
    free();
  }
}
