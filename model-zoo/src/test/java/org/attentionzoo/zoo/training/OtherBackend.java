package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Path;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.cpu.nativecpu.ops.NativeOpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/** A program whose ND4J has a backend of another name, as one on a GPU has. */
final class OtherBackend {

  private OtherBackend() {}

  /** Computes as the native CPU backend does, but nobody can know. */
  public static final class Executioner extends NativeOpExecutioner {}

  /** Trains each model, and writes its parameters and what it makes of a sentence. */
  public static void main(String[] args) throws IOException {
    if (Kernels.nativeCpu()) {
      throw new IllegalStateException("this is the native CPU backend");
    }
    for (ParallelModels model : ParallelModels.values()) {
      Nd4j.saveBinary(result(model), Path.of(args[0]).resolve(model + ".bin").toFile());
    }
  }

  /** The parameters after three steps, and the log probability of a beam search. */
  static INDArray result(ParallelModels model) {
    // ε large: Adam makes a step of the last bits of a gradient that is nearly zero otherwise
    ComputationGraph net = model.net(new FastAdam(0.01, 0.9, 0.98, 1e-2), 0.2);
    ParallelModels.batches(3).forEach(net::fit);
    int[][] source = {ParallelModels.pairs(1, 3).get(0).source()};
    try (Generator generator =
        new Generator(new GraphScorer(net), Vocabulary.BOS, Vocabulary.EOS)) {
      double found = generator.best(source, Decoding.beam(3)).get(0).logProbability();
      return Nd4j.concat(
          1, net.params().reshape(1, -1), Nd4j.createFromArray((float) found).reshape(1, 1));
    }
  }
}
