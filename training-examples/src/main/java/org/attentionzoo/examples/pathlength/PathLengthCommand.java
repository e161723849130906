package org.attentionzoo.examples.pathlength;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.attentionzoo.examples.pathlength.PathLengthResult.OfModel;
import org.attentionzoo.examples.report.AtomicFiles;
import org.attentionzoo.examples.report.LineChart;
import org.attentionzoo.examples.report.Plots;
import org.attentionzoo.examples.report.Terminal;
import org.attentionzoo.examples.report.TrainingProgress;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.metrics.TeacherForcing;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares how far the three kinds of model can look back. */
@Command(
    name = "path-length",
    showDefaultValues = true,
    description = {
      "Compare how strongly an output depends on an input that was read long before it, for an RNN"
          + " without attention, an RNN with attention and a Transformer: by the norm of the"
          + " gradient, and by how often each recalls the k-th symbol of a sequence.",
      "Writes path-length.json and plots as SVG and PNG."
    })
public final class PathLengthCommand implements Callable<Integer> {

  private static final int EPOCHS = 10;
  private static final int TEST_EXAMPLES = 200;
  private static final int GRADIENT_SOURCES = 4;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Option(
      names = "--length",
      paramLabel = "N",
      description = "Symbols in a source.",
      defaultValue = "24")
  private int length;

  @Option(
      names = "--symbols",
      paramLabel = "N",
      description = "Different symbols; guessing is right once in that many.",
      defaultValue = "10")
  private int symbols;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Size of embeddings, states and layers, a multiple of 4.",
      defaultValue = "64")
  private int size;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Updates of the training.",
      defaultValue = "4000")
  private int steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Examples in a batch.",
      defaultValue = "64")
  private int batch;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another seed, other parameters and data.",
      defaultValue = "42")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the results.",
      defaultValue = "out/path-length")
  private Path out;

  @Override
  public Integer call() throws IOException {
    check();
    try (LockedFolder folder = LockedFolder.open(out)) {
      run();
    }
    return 0;
  }

  private void run() throws IOException {
    RecallTask task = new RecallTask(length, symbols);
    PrintWriter screen = spec.commandLine().getOut();
    List<OfModel> models = new ArrayList<>();
    for (PathModel model : PathModel.values()) {
      OfModel result = measure(model, task);
      screen.println(summary(result));
      screen.flush();
      models.add(result);
    }
    PathLengthResult result = new PathLengthResult(length, symbols, size, steps, seed, models);
    Path json = out.resolve("path-length.json");
    AtomicFiles.write(json, MAPPER.writeValueAsBytes(result));
    screen.println("wrote " + json);
    for (LineChart chart : result.charts()) {
      Plots.write(out, chart);
      screen.println("drew " + out.resolve(chart.file() + ".png") + " and .svg");
    }
  }

  private OfModel measure(PathModel model, RecallTask task) {
    ComputationGraph network = model.network(task, size, steps, seed);
    Dependence dependence = new Dependence(network, task);
    double[][] untrained = dependence.ofAll(GRADIENT_SOURCES, new Random(seed));
    train(model, network, task);
    return new OfModel(
        model.title(),
        network.params().length(),
        untrained,
        dependence.ofAnswers(GRADIENT_SOURCES, new Random(seed)),
        recall(network, task));
  }

  private void train(PathModel model, ComputationGraph network, RecallTask task) {
    spec.commandLine().getErr().println(model.title());
    int epochs = Math.min(EPOCHS, steps);
    for (int epoch = 0, done = 0; epoch < epochs; epoch++) {
      int upTo = (int) ((long) steps * (epoch + 1) / epochs);
      // a listener of its own: the parts may differ by a batch
      TrainingProgress progress =
          new TrainingProgress(1, upTo - done, System.err, Terminal.isInteractive());
      network.addListeners(progress);
      network.fit(new RecallBatches(task, upTo - done, batch, seed + 1 + epoch));
      network.getListeners().remove(progress);
      progress.close();
      done = upTo;
      spec.commandLine()
          .getErr()
          .printf(
              Locale.ROOT,
              "  step %d of %d  loss %.4f\n",
              done,
              steps,
              progress.lastEpoch().loss());
    }
  }

  /** Share of right answers by place. */
  private double[] recall(ComputationGraph network, RecallTask task) {
    Random random = new Random(seed + 1000);
    double[] recall = new double[length];
    for (int k = 0; k < length; k++) {
      recall[k] = TeacherForcing.of(network, task.batch(TEST_EXAMPLES, k + 1, random)).accuracy();
    }
    return recall;
  }

  private static String summary(OfModel model) {
    double[] recall = model.recall();
    return String.format(
        Locale.ROOT,
        "%-22s %,9d parameters, recalls the last symbol %.1f %%, the middle one %.1f %%, the first"
            + " %.1f %%",
        model.model(),
        model.parameters(),
        100 * recall[recall.length - 1],
        100 * recall[recall.length / 2],
        100 * recall[0]);
  }

  private void check() {
    require(length >= 2, "--length", length, "at least 2");
    require(symbols >= 2, "--symbols", symbols, "at least 2");
    require(size >= 4 && size % 4 == 0, "--size", size, "a multiple of 4");
    require(steps >= 1, "--steps", steps, "at least 1");
    require(batch >= 1, "--batch", batch, "at least 1");
  }

  private void require(boolean valid, String option, int value, String expected) {
    if (!valid) {
      throw new ParameterException(
          spec.commandLine(), option + " must be " + expected + ", but is " + value);
    }
  }
}
