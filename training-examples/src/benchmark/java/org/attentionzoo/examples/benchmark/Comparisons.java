package org.attentionzoo.examples.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.precision.Precision;

/** Everything that is compared, in the order of the table. */
final class Comparisons {
  private static final String OURS = "attention-zoo";

  private final PyTorch pytorch;
  private final int threads;
  private final List<String> timing;
  private final List<Comparison> all = new ArrayList<>();

  private Comparisons(PyTorch pytorch, int threads, double warmUp, double seconds) {
    this.pytorch = pytorch;
    this.threads = threads;
    this.timing =
        List.of("--warm-up", Double.toString(warmUp), "--seconds", Double.toString(seconds));
  }

  /**
   * All comparisons.
   *
   * @param precisions what products are computed in, on both sides; a comparison each
   * @param threads of both sides
   * @param warmUp seconds before each measurement
   * @param seconds of each measurement
   */
  static List<Comparison> all(
      PyTorch pytorch, List<Precision> precisions, int threads, double warmUp, double seconds) {
    Comparisons comparisons = new Comparisons(pytorch, threads, warmUp, seconds);
    precisions.forEach(comparisons::in);
    if (precisions.contains(Precision.FLOAT32)) {
      comparisons.stock();
    }
    return comparisons.all;
  }

  private void in(Precision precision) {
    if (precision.ofTraining() == precision) {
      for (Yardstick model : List.of(Yardstick.SMALL, Yardstick.BASE, Yardstick.RNN)) {
        training(model, precision);
      }
    }
    for (Yardstick model : List.of(Yardstick.SMALL, Yardstick.RNN)) {
      greedy(model, model.batch(), precision);
      greedy(model, 1, precision);
    }
    greedy(Yardstick.OPUS, 1, precision);
    beamAgainstGreedy(Yardstick.SMALL, 5, precision);
    beamAgainstGreedy(Yardstick.RNN, 5, precision);
    beamAgainstGreedy(Yardstick.OPUS, 4, precision);
  }

  private void training(Yardstick model, Precision precision) {
    all.add(
        new Comparison(
            named("training " + model.label(), precision),
            ours(precision, "training", "--model", model.label()),
            pytorch(precision, "--mode", "train", "--model", model.label())));
  }

  private void greedy(Yardstick model, int batch, Precision precision) {
    String size = Integer.toString(batch);
    all.add(
        new Comparison(
            named("greedy " + model.label() + " batch " + size, precision),
            ours(precision, "decoding", "--model", model.label(), "--batch", size),
            pytorch(precision, "--mode", "greedy", "--model", model.label(), "--batch", size)));
  }

  private void beamAgainstGreedy(Yardstick model, int beam, Precision precision) {
    Contender greedy = ours(precision, "decoding", "--model", model.label());
    all.add(
        new Comparison(
            named("beam " + beam + " " + model.label(), precision),
            ours(precision, "decoding", "--beam", Integer.toString(beam), "--model", model.label()),
            new Contender("greedy search", greedy.command(), "", greedy.settings())));
  }

  /** ND4J's own threads, which the library does not use, are for the stock side to choose. */
  private void stock() {
    Precision precision = Precision.FLOAT32;
    Contender stock = ours(precision, "training", "--stock", "--model", Yardstick.SMALL.label());
    List<Setting> settings = new ArrayList<>();
    for (int nativeThreads : threads == 1 ? new int[] {1} : new int[] {threads, 1}) {
      String count = Integer.toString(nativeThreads);
      settings.add(
          new Setting("OMP_NUM_THREADS=" + count, Map.of("OMP_NUM_THREADS", count), List.of()));
    }
    all.add(
        new Comparison(
            "stock small",
            ours(precision, "training", "--no-dropout", "--model", Yardstick.SMALL.label()),
            new Contender("DL4J's SameDiff layers", stock.command(), "", settings)));
  }

  /** A comparison's name ends with the precision unless that is float32. */
  private static String named(String comparison, Precision precision) {
    return precision == Precision.FLOAT32 ? comparison : comparison + " " + precision;
  }

  /** What PyTorch computes in: the same, but bf16 beside int8, which the script does not have. */
  private static String pytorchs(Precision precision) {
    return (precision == Precision.INT8 ? Precision.BF16 : precision).toString();
  }

  private Contender ours(Precision precision, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--threads", Integer.toString(threads)));
    all.addAll(timing);
    return Contender.of(
        OURS,
        ChildProcess.thisProgram(
            List.of("-D" + Precision.PROPERTY + "=" + precision), all.toArray(String[]::new)));
  }

  private Contender pytorch(Precision precision, String... arguments) {
    if (!pytorch.isAvailable()) {
      return null;
    }
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--precision", pytorchs(precision)));
    all.addAll(timing);
    return pytorch.contender(threads, pytorchs(precision), all);
  }
}
