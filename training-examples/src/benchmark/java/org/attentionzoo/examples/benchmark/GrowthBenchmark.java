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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Time and memory of a training step against length, batch, size and layers. */
@Command(
    name = "growth",
    description = {
      "Time and memory of a Transformer's training step against length, batch, size and layers.",
      "Each point is a process of its own (the benchmark transformer). Writes growth.json and"
          + " growth.png."
    })
public final class GrowthBenchmark implements Callable<Integer> {

  @Option(
      names = "--axis",
      split = ",",
      description = "What grows: ${COMPLETION-CANDIDATES} (default: all).")
  private List<GrowthAxis> axes = List.of(GrowthAxis.values());

  @Option(names = "--max", description = "Leave out values above this.")
  private int max = Integer.MAX_VALUE;

  @Option(names = "--threads", description = "Threads of our kernels (default: all processors).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      description = "Seconds before each measurement (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "Seconds of each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--out",
      defaultValue = "out/growth",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    OptionChecks.positive(spec, "--threads", threads);
    for (GrowthAxis axis : axes) {
      if (values(axis).size() <= axis.degree()) {
        throw new ParameterException(
            spec.commandLine(),
            String.format(
                Locale.ROOT,
                "--max %d leaves %s of %s: too few to see how it grows",
                max,
                values(axis),
                axis.label()));
      }
    }
    Instant begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    List<Growth> growths = new ArrayList<>();
    for (GrowthAxis axis : axes) {
      growths.add(measure(axis));
    }
    GrowthReport report = new GrowthReport(begun, Machine.here(), growths);
    JsonFile.write(folder.resolve("growth.json"), report.json());
    GrowthPicture.write(growths, folder.resolve("growth.png"));
    PrintWriter out = spec.commandLine().getOut();
    out.println(report.table());
    out.flush();
    return 0;
  }

  private Growth measure(GrowthAxis axis) throws IOException, InterruptedException {
    List<Growth.Point> points = new ArrayList<>();
    for (int value : values(axis)) {
      tell(String.format(Locale.ROOT, "%s %d", axis.label(), value));
      points.add(new Growth.Point(value, run(axis.option(), value)));
    }
    return new Growth(axis, points);
  }

  private List<Integer> values(GrowthAxis axis) {
    return axis.grid().stream().filter(value -> value <= max).toList();
  }

  private Measurement run(String option, int value) throws IOException, InterruptedException {
    List<String> command =
        ChildProcess.thisProgram(
            "transformer",
            option,
            Integer.toString(value),
            "--threads",
            Integer.toString(threads),
            "--warm-up",
            Double.toString(warmUp),
            "--seconds",
            Double.toString(seconds));
    return Contender.of("attention-zoo", command).run(Setting.PLAIN);
  }

  private void tell(String line) {
    spec.commandLine().getErr().println(line);
    spec.commandLine().getErr().flush();
  }
}
