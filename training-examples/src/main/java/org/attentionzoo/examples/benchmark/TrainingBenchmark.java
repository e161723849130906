package org.attentionzoo.examples.benchmark;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Training steps of an attention RNN through {@code fit}: embeddings 256, bidirectional GRU 2×256,
 * additive attention 256, GRU decoder 256, output [s; c; y] → 8000 tokens, Adam; 64 pairs of 20
 * tokens. One line of JSON, to be compared with the same model elsewhere.
 */
@Command(
    name = "training",
    showDefaultValues = true,
    description = "Training steps per second of an attention RNN with 15 million parameters.")
public final class TrainingBenchmark implements Callable<Integer> {

  private static final int VOCABULARY = 8000;
  private static final int SIZE = 256;

  @Option(names = "--batch", defaultValue = "64", description = "Sentence pairs in a batch.")
  private int batch;

  @Option(names = "--length", defaultValue = "20", description = "Tokens in a sentence.")
  private int length;

  @Option(names = "--seconds", defaultValue = "20", description = "How long to measure.")
  private double seconds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ComputationGraph net = network();
    MultiDataSet data = data();
    List<Double> times = new ArrayList<>();
    long began = System.nanoTime();
    while (times.size() < 7 || (System.nanoTime() - began) / 1e9 < seconds) {
      long start = System.nanoTime();
      net.fit(data);
      times.add((System.nanoTime() - start) / 1e9);
    }
    double[] measured = times.stream().skip(2).mapToDouble(t -> t).toArray();
    double median = new Median().evaluate(measured);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        java.util.Locale.ROOT,
        "{\"model\": \"rnn\", \"batch\": %d, \"length\": %d, \"parameters\": %d, \"steps\": %d,"
            + " \"median_ms\": %.1f, \"target_tokens_per_s\": %.1f}%n",
        batch,
        length,
        net.params().length(),
        times.size(),
        median * 1e3,
        batch * length / median);
    out.flush();
    return 0;
  }

  private static ComputationGraph network() {
    RecurrentEncoder encoder =
        new RecurrentEncoder.Builder()
            .cell(Cell.GRU)
            .inputSize(SIZE)
            .units(SIZE)
            .bidirectional(true)
            .build();
    RecurrentDecoder decoder =
        new RecurrentDecoder.Builder()
            .cell(Cell.GRU)
            .embeddingSize(SIZE)
            .units(SIZE)
            .encoder(encoder.layout())
            .order(BahdanauOrder.concat(Alignment.of(new Additive(SIZE))))
            .initialState(InitialState.BRIDGE)
            .build();
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .graphBuilder()
                .addInputs("source", "target")
                .setInputTypes(InputType.recurrent(VOCABULARY), InputType.recurrent(VOCABULARY))
                .addLayer("sourceEmbedding", embedding(), "source")
                .addLayer("encoder", encoder, "sourceEmbedding")
                .addLayer("targetEmbedding", embedding(), "target")
                .addVertex("decoder", decoder, "targetEmbedding", "encoder")
                .addLayer(
                    "output",
                    new TokenOutputLayer.Builder()
                        .nIn(decoder.outputSize())
                        .nOut(VOCABULARY)
                        .build(),
                    "decoder")
                .setOutputs("output")
                .build());
    net.init();
    return net;
  }

  private static TokenEmbedding embedding() {
    return new TokenEmbedding.Builder().vocabularySize(VOCABULARY).size(SIZE).build();
  }

  private MultiDataSet data() {
    return new MultiDataSet(new INDArray[] {ids(), ids()}, new INDArray[] {ids()}, null, null);
  }

  private INDArray ids() {
    java.util.SplittableRandom random = new java.util.SplittableRandom(batch);
    int[][] ids = new int[batch][length];
    for (int[] row : ids) {
      java.util.Arrays.setAll(row, i -> random.nextInt(VOCABULARY));
    }
    return Nd4j.createFromArray(ids);
  }
}
