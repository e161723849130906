package org.attentionzoo.examples.benchmark;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether memory grows over many training steps whose lengths change: one line of JSON. */
@Command(
    name = "memory",
    description = {
      "Resident memory over many training steps with changing lengths, as one line of JSON:",
      "after each tenth of the steps, and by how much it grew from the first tenth to the end."
    })
public final class MemoryBenchmark implements Callable<Integer> {
  private static final int PARTS = 10;

  @Option(
      names = "--model",
      defaultValue = "small",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Yardstick model;

  @Option(
      names = "--steps",
      defaultValue = "10000",
      description = "Training steps, a multiple of ten (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--batch",
      defaultValue = "4",
      description = "Sentences in a batch (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--max-length",
      defaultValue = "30",
      description =
          "Source and target lengths are drawn from 1 to this (default: ${DEFAULT-VALUE}).")
  private int maxLength;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    check();
    ComputationGraph net = model.network();
    RandomTokens tokens = new RandomTokens(1, model.vocabulary());
    SplittableRandom lengths = new SplittableRandom(2);
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("model", model.label()).put("batch", batch).put("max_length", maxLength);
    ArrayNode resident = json.putArray("resident_mb");
    double first = 0;
    double last = 0;
    for (int step = 1; step <= steps; step++) {
      int source = 1 + lengths.nextInt(maxLength);
      int target = 1 + lengths.nextInt(maxLength);
      net.fit(tokens.trainingBatch(batch, source, target));
      if (step % (steps / PARTS) == 0) {
        last = ProcessMemory.residentMegabytes();
        first = first == 0 ? last : first;
        resident.addObject().put("step", step).put("mb", Math.round(last * 10) / 10.0);
        tell(
            spec.commandLine().getErr(),
            String.format(Locale.ROOT, "step %d: %.0f MB", step, last));
      }
    }
    json.put("growth_percent", Math.round((last / first - 1) * 1000) / 10.0);
    tell(spec.commandLine().getOut(), json.toString());
    return 0;
  }

  private void check() {
    OptionChecks.positive(spec, "--steps", steps);
    OptionChecks.positive(spec, "--batch", batch);
    OptionChecks.positive(spec, "--max-length", maxLength);
    if (steps % PARTS != 0) {
      throw new ParameterException(
          spec.commandLine(), "--steps is " + steps + ", expected a multiple of " + PARTS);
    }
    if (ProcessMemory.residentMegabytes() == null) {
      throw new ParameterException(
          spec.commandLine(), "this system does not tell the resident memory of a process (/proc)");
    }
  }

  private static void tell(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }
}
