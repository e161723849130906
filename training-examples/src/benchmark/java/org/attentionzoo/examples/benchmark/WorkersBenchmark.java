package org.attentionzoo.examples.benchmark;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What several workers bring on one machine, ours and DL4J's, in training and in inference. */
@Command(
    name = "workers",
    description = {
      "What several workers of one process bring: tokens a second of a training with one worker,"
          + " with DL4J's ParallelWrapper and with ParallelFit, as many pairs in each update; and"
          + " requests a second of DL4J's ParallelInference from four threads.",
      "All in turn, several times; prints the median, the least and the most as a table. Takes two"
          + " minutes and a half."
    })
public final class WorkersBenchmark implements Callable<Integer> {

  @Option(
      names = "--model",
      defaultValue = "small",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Yardstick model;

  @Option(
      names = "--workers",
      defaultValue = "2",
      description = "Workers, two at least (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--batch",
      defaultValue = "64",
      description = "Pairs in an update, a multiple of the workers (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--request",
      defaultValue = "4",
      description = "Pairs in a request (default: ${DEFAULT-VALUE}).")
  private int request;

  @Option(
      names = "--length",
      defaultValue = "20",
      description = "Tokens in a sentence (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--warm-up",
      defaultValue = "6",
      description = "Seconds of each before the measurement (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "Seconds of each in a round (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "Rounds in which each has its turn (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    check();
    compare("target tokens a second", new ParallelTraining(model, batch, length, workers).sides());
    compare("requests a second", new ParallelRequests(model, request, length, workers).sides());
    return 0;
  }

  private void check() {
    checkDuration("--warm-up", warmUp);
    checkDuration("--seconds", seconds);
    OptionChecks.positive(spec, "--batch", batch);
    OptionChecks.positive(spec, "--request", request);
    OptionChecks.positive(spec, "--length", length);
    OptionChecks.positive(spec, "--rounds", rounds);
    if (workers < 2) { // DL4J refuses one
      throw new ParameterException(
          spec.commandLine(), "--workers is " + workers + ", expected at least 2");
    }
    if (batch % workers != 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--batch is " + batch + ", expected a multiple of --workers, " + workers);
    }
  }

  private void checkDuration(String option, double value) {
    if (value < 0) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", expected at least 0");
    }
  }

  private void compare(String what, List<ParallelSide> sides) throws Exception {
    List<DescriptiveStatistics> rates = new ArrayList<>();
    for (ParallelSide side : sides) {
      rates.add(new DescriptiveStatistics());
      side.rate().during(warmUp);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < sides.size(); i++) {
        rates.get(i).addValue(sides.get(i).rate().during(seconds));
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("| " + what + " | median | least to most | times the first |");
    out.println("|---|---|---|---|");
    double first = rates.get(0).getPercentile(50);
    for (int i = 0; i < sides.size(); i++) {
      DescriptiveStatistics rate = rates.get(i);
      double median = rate.getPercentile(50);
      out.printf(
          Locale.ROOT,
          "| %s | %s | %s to %s | %.2f |%n",
          sides.get(i).name(),
          number(median),
          number(rate.getMin()),
          number(rate.getMax()),
          median / first);
    }
    out.println();
    out.flush();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
  }
}
