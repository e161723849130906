package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.attentionzoo.layers.precision.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All comparisons of training and decoding, with PyTorch where there is one. */
@Command(
    name = "compare",
    description = {
      "Training and decoding against PyTorch and DL4J's own runtime.",
      "Each side runs in a process of its own, in turn (A B A B …); the table shows medians, and"
          + " the median of the ratios. PyTorch runs in the fastest of several settings; beside our"
          + " int8 it computes in bf16."
    })
public final class CompareBenchmark implements Callable<Integer> {

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "Only comparisons whose names begin so; e.g. training,\"greedy rnn\".")
  private List<String> only;

  @Option(
      names = "--pairs",
      defaultValue = "5",
      description = "How often each side runs (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Option(
      names = "--warm-up",
      defaultValue = "20",
      description =
          "Seconds before each measurement, on both sides: what the JIT takes to compile ours"
              + " (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "8",
      description = "Seconds of each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--precision",
      split = ",",
      defaultValue = "float32",
      paramLabel = "PRECISION",
      description =
          "What products are computed in, on both sides: float32, bf16 and int8, which is for"
              + " decoding (default: ${DEFAULT-VALUE}).")
  private List<Precision> precisions;

  @Option(names = "--threads", description = "Threads of both sides (default: all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--python",
      defaultValue = "python3",
      description = "A Python that has PyTorch (default: ${DEFAULT-VALUE}).")
  private String python;

  @Option(
      names = "--out",
      defaultValue = "out/benchmark",
      description = "Folder for benchmark.json (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    OptionChecks.positive(spec, "--pairs", pairs);
    OptionChecks.positive(spec, "--threads", threads);
    PyTorch pytorch = PyTorch.find(python);
    List<Comparison> chosen =
        chosen(Comparisons.all(pytorch, precisions, threads, warmUp, seconds));
    PrintWriter progress = spec.commandLine().getErr();
    if (!pytorch.isAvailable()) {
      progress.println("No PyTorch under " + python + ": " + pytorch.problem());
    }
    Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    List<Comparison.Result> results = new ArrayList<>();
    ComparisonReport report =
        new ComparisonReport(begun, Machine.here(), threads, warmUp, seconds, pytorch, results);
    for (Comparison comparison : chosen) {
      results.add(comparison.run(pairs, line -> tell(progress, line)));
      JsonFile.write(folder.resolve("benchmark.json"), report.json()); // so far
    }
    spec.commandLine().getOut().println(report.table());
    spec.commandLine().getOut().flush();
    return 0;
  }

  private List<Comparison> chosen(List<Comparison> all) {
    List<Comparison> chosen =
        only == null ? all : all.stream().filter(c -> isWanted(c.name())).toList();
    if (chosen.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "no comparison is named like --only %s; there are %s",
              only,
              all.stream().map(Comparison::name).toList()));
    }
    return chosen;
  }

  private boolean isWanted(String name) {
    return only.stream().anyMatch(start -> !start.isBlank() && name.startsWith(start));
  }

  private static void tell(PrintWriter progress, String line) {
    progress.println(line);
    progress.flush();
  }
}
