package org.attentionzoo.examples.benchmark;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.MultiDataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Training steps of a Transformer of any size through {@code fit}: one line of JSON. */
@Command(
    name = "transformer",
    description = {
      "Training steps of a Transformer of any size through ComputationGraph.fit, as one line of"
          + " JSON. Heads of 64, feed-forward 4d, dropout 0.1, 8000 tokens."
    })
public final class TransformerBenchmark implements Callable<Integer> {
  private static final int HEAD_SIZE = 64;

  @Option(
      names = "--size",
      defaultValue = "256",
      description = "d, a multiple of 64 (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--layers",
      defaultValue = "2",
      description = "Layers of encoder and of decoder (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--batch",
      defaultValue = "8",
      description = "Sentences in a batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--length",
      defaultValue = "64",
      description = "Tokens in a sentence (default: ${DEFAULT-VALUE}).")
  private int length;

  @Mixin private TimingOptions timing;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (OptionChecks.positive(spec, "--size", size) % HEAD_SIZE != 0) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(Locale.ROOT, "--size is %d, expected a multiple of %d", size, HEAD_SIZE));
    }
    OptionChecks.positive(spec, "--layers", layers);
    OptionChecks.positive(spec, "--batch", batch);
    OptionChecks.positive(spec, "--length", length);
    timing.applyThreads();
    ComputationGraph net =
        Yardstick.transformer(size, size / HEAD_SIZE, 4 * size, layers, Yardstick.DROPOUT);
    MultiDataSet data = new RandomTokens(1, Yardstick.VOCABULARY).trainingBatch(batch, length);
    StepTimes times = timing.time(() -> net.fit(data));
    Measurement measured =
        Measurement.of(
            "transformer " + size + "x" + layers,
            "train",
            TrainingBenchmark.precision(net),
            batch,
            length,
            net.params().length(),
            times);
    spec.commandLine().getOut().println(measured.toJson());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
