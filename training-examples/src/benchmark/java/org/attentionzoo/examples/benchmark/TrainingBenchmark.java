package org.attentionzoo.examples.benchmark;

import java.util.concurrent.Callable;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.precision.Precision;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.MultiDataSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Training steps of a {@link Yardstick} through {@code fit}: one line of JSON. */
@Command(
    name = "training",
    description = "Training steps of a model through ComputationGraph.fit, as one line of JSON.")
public final class TrainingBenchmark implements Callable<Integer> {
  @Mixin private YardstickOptions options;

  @Option(
      names = "--stock",
      description = "The same model of DL4J's own layers, on DL4J's own SameDiff runtime.")
  private boolean stock;

  @Option(
      names = "--no-dropout",
      description = "Without dropout, which the model of DL4J's own layers never has.")
  private boolean noDropout;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    options.applyThreads();
    int batch = options.batch();
    int length = options.length();
    ComputationGraph net = network(length);
    MultiDataSet data =
        new RandomTokens(1, options.model().vocabulary()).trainingBatch(batch, length);
    if (stock) {
      data.setLabels(0, data.getLabels(0).reshape(batch, 1, length)); // as DL4J's loss wants them
    }
    StepTimes times = options.time(() -> net.fit(data));
    Precision used = stock ? Precision.FLOAT32 : precision(net);
    Measurement measured =
        options.measurement(stock ? "train stock" : "train", used, net.params().length(), times);
    double flops = MatrixWork.flopsOfStep(net, (long) batch * length);
    double rate = MatrixWork.measuredRate(used, measured.threads());
    measured = measured.withLimit(flops / rate, rate);
    spec.commandLine().getOut().println(measured.toJson());
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** What a network that is told no precision trains in, here and now. */
  static Precision precision(ComputationGraph net) {
    return Factors.usable(Precision.standard().ofTraining(), net.params().dataType());
  }

  private ComputationGraph network(int length) {
    try {
      Yardstick model = options.model();
      return stock ? model.stockNetwork(length) : model.network(noDropout ? 0 : Yardstick.DROPOUT);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--stock: " + e.getMessage(), e);
    }
  }
}
