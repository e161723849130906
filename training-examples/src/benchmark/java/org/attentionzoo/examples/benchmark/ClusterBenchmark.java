package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.attentionzoo.examples.benchmark.ClusterPicture.Curve;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What more machines would bring to a training that averages parameters. */
@Command(
    name = "cluster",
    description = {
      "What more machines would bring to train --spark: a formula, and a simulation that replays"
          + " measured times.",
      "Prints a table and writes cluster.png."
    })
public final class ClusterBenchmark implements Callable<Integer> {

  private static final int ROUNDS = 20;
  private static final int[] CURVE = {1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100};

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "cluster.jsonl of a training on a cluster; several for other numbers of workers.")
  private List<Path> logs;

  @Option(
      names = "--machines",
      split = ",",
      paramLabel = "N",
      description = "Numbers of machines in the table (default: 1, 2, 10, 100).")
  private int[] machines = {1, 2, 10, 100};

  @Option(
      names = "--gigabits",
      split = ",",
      paramLabel = "N",
      description = "Bandwidth of each machine's network (default: 1, 10).")
  private double[] gigabits = {1, 10};

  @Option(
      names = "--average-every",
      split = ",",
      paramLabel = "N",
      description = "Updates of each worker between two averages (default: 1, 10, 100).")
  private int[] updates = {1, 10, 100};

  @Option(
      names = "--state",
      paramLabel = "MB",
      description = "Parameters and updater state, for another model than the measured one.")
  private Double megabytes;

  @Option(
      names = "--step",
      paramLabel = "SECONDS",
      description = "Mean time of an update, for another machine than the measured one.")
  private Double step;

  @Option(
      names = "--overhead",
      paramLabel = "SECONDS",
      description = "Of a round, whatever its size (default: as measured).")
  private Double overhead;

  @Option(
      names = "--serialization",
      paramLabel = "MB",
      description =
          "What a machine serializes a second, before the network has it (default: it takes no"
              + " time).")
  private double serialized = Double.POSITIVE_INFINITY;

  @Option(
      names = "--out",
      defaultValue = "out/cluster",
      description = "Folder for the picture (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    check(gigabits.length > 0 && Arrays.stream(gigabits).allMatch(g -> g > 0), "--gigabits");
    check(Arrays.stream(updates).allMatch(k -> k > 0), "--average-every");
    check(Arrays.stream(machines).allMatch(w -> w > 0), "--machines");
    check(megabytes == null || megabytes > 0, "--state");
    check(step == null || step > 0, "--step");
    check(overhead == null || overhead > 0, "--overhead");
    check(serialized > 0, "--serialization");
    List<ClusterLog> measured = new ArrayList<>();
    for (Path log : logs) {
      measured.add(ClusterLog.read(log));
    }
    List<double[]> traces = measured.stream().flatMap(log -> log.traces().stream()).toList();
    double mean = steps(traces).average().orElseThrow();
    double scale = step == null ? 1 : step / mean;
    List<double[]> scaled =
        traces.stream().map(trace -> Arrays.stream(trace).map(s -> s * scale).toArray()).toList();
    PrintWriter out = spec.commandLine().getOut();
    measured.forEach(log -> out.println(row(log)));
    double state = megabytes == null ? measured.get(0).bytes() : megabytes * 1e6;
    table(scaled, state, overhead == null ? overhead(measured) : overhead, out);
    out.flush();
    return 0;
  }

  private void check(boolean valid, String option) {
    if (!valid) {
      throw new ParameterException(spec.commandLine(), option + " must be positive");
    }
  }

  private static DoubleStream steps(List<double[]> traces) {
    return traces.stream().flatMapToDouble(Arrays::stream);
  }

  /** Of a round: what is not the slowest worker's updates. */
  private static double overhead(ClusterLog log) {
    double mean = steps(log.traces()).average().orElseThrow();
    return Arrays.stream(log.rounds()).average().orElseThrow() - log.updates() * mean;
  }

  private static double overhead(List<ClusterLog> logs) {
    return Math.max(0, logs.stream().mapToDouble(ClusterBenchmark::overhead).min().orElseThrow());
  }

  private static String row(ClusterLog log) {
    return String.format(
        Locale.ROOT,
        "measured: %d workers, %d updates a round, %.1f MB: %.3f s an update, %.2f s a round, of"
            + " which %.2f s are no update",
        log.workers(),
        log.updates(),
        log.bytes() / 1e6,
        steps(log.traces()).average().orElseThrow(),
        Arrays.stream(log.rounds()).average().orElseThrow(),
        overhead(log));
  }

  private void table(List<double[]> traces, double state, double perRound, PrintWriter out)
      throws IOException {
    double mean = steps(traces).average().orElseThrow();
    double variance = steps(traces).map(s -> (s - mean) * (s - mean)).average().orElseThrow();
    out.printf(
        Locale.ROOT,
        "assumed: %.3f s an update (deviation %.3f), %.1f MB, %.2f s overhead a round%n%n",
        mean,
        Math.sqrt(variance),
        state / 1e6,
        perRound);
    out.println(
        "| Gbit/s | average every | machines | s a round | simulated | times as fast | simulated"
            + " |");
    out.println("|---|---|---|---|---|---|---|");
    List<Curve> curves = new ArrayList<>();
    for (double bandwidth : gigabits) {
      for (int k : updates) {
        ClusterModel model =
            new ClusterModel(mean, Math.sqrt(variance), k, state, bytes(bandwidth), perRound);
        ClusterSimulation simulation = new ClusterSimulation(traces, model, 1);
        for (int w : machines) {
          double simulated = simulation.round(w, ROUNDS);
          out.printf(
              Locale.ROOT,
              "| %s | %d | %d | %.2f | %.2f | %.1f | %.1f |%n",
              bandwidth == Math.rint(bandwidth) ? "" + (long) bandwidth : "" + bandwidth,
              k,
              w,
              model.round(w),
              simulated,
              model.speedup(w, model.round(w)),
              model.speedup(w, simulated));
        }
        curves.add(curve(bandwidth, k, model, simulation));
      }
    }
    Files.createDirectories(folder);
    ClusterPicture.write(curves, folder.resolve("cluster.png"));
  }

  /** A second, one after the other. */
  private double bytes(double gigabit) {
    return 1 / (1 / (gigabit * 125e6) + 1 / (serialized * 1e6));
  }

  private static Curve curve(
      double bandwidth, int k, ClusterModel model, ClusterSimulation simulation) {
    return new Curve(
        bandwidth,
        k,
        Arrays.stream(CURVE).asDoubleStream().toArray(),
        Arrays.stream(CURVE).mapToDouble(w -> model.speedup(w, model.round(w))).toArray(),
        Arrays.stream(CURVE)
            .mapToDouble(w -> model.speedup(w, simulation.round(w, ROUNDS / 4)))
            .toArray());
  }
}
