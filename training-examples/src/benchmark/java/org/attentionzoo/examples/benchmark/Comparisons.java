package org.attentionzoo.examples.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
   * @param threads of both sides
   * @param warmUp seconds before each measurement
   * @param seconds of each measurement
   */
  static List<Comparison> all(PyTorch pytorch, int threads, double warmUp, double seconds) {
    Comparisons comparisons = new Comparisons(pytorch, threads, warmUp, seconds);
    for (Yardstick model : Yardstick.values()) {
      comparisons.training(model);
    }
    for (Yardstick model : List.of(Yardstick.SMALL, Yardstick.RNN)) {
      comparisons.greedy(model, model.batch());
      comparisons.greedy(model, 1);
    }
    for (Yardstick model : List.of(Yardstick.SMALL, Yardstick.RNN)) {
      comparisons.beamAgainstGreedy(model);
    }
    comparisons.stock();
    return comparisons.all;
  }

  private void training(Yardstick model) {
    all.add(
        new Comparison(
            "training " + model.label(),
            ours("training", "--model", model.label()),
            pytorch("--mode", "train", "--model", model.label())));
  }

  private void greedy(Yardstick model, int batch) {
    String size = Integer.toString(batch);
    all.add(
        new Comparison(
            "greedy " + model.label() + " batch " + size,
            ours("decoding", "--model", model.label(), "--batch", size),
            pytorch("--mode", "greedy", "--model", model.label(), "--batch", size)));
  }

  private void beamAgainstGreedy(Yardstick model) {
    Contender greedy = ours("decoding", "--model", model.label());
    all.add(
        new Comparison(
            "beam 5 " + model.label(),
            ours("decoding", "--beam", "5", "--model", model.label()),
            new Contender("greedy search", greedy.command(), "", greedy.settings())));
  }

  /** ND4J's own threads, which the library does not use, are for the stock side to choose. */
  private void stock() {
    Contender stock = ours("training", "--stock", "--model", Yardstick.SMALL.label());
    List<Setting> settings = new ArrayList<>();
    for (int nativeThreads : threads == 1 ? new int[] {1} : new int[] {threads, 1}) {
      String count = Integer.toString(nativeThreads);
      settings.add(
          new Setting("OMP_NUM_THREADS=" + count, Map.of("OMP_NUM_THREADS", count), List.of()));
    }
    all.add(
        new Comparison(
            "stock small",
            ours("training", "--no-dropout", "--model", Yardstick.SMALL.label()),
            new Contender("DL4J's SameDiff layers", stock.command(), "", settings)));
  }

  private Contender ours(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--threads", Integer.toString(threads)));
    all.addAll(timing);
    return Contender.of(OURS, ChildProcess.thisProgram(all.toArray(String[]::new)));
  }

  private Contender pytorch(String... arguments) {
    if (!pytorch.isAvailable()) {
      return null;
    }
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(timing);
    return pytorch.contender(threads, all);
  }
}
