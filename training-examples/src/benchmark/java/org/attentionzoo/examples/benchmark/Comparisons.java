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
   * @param formats what products are computed in, on both sides; a comparison each
   * @param threads of both sides
   * @param warmUp seconds before each measurement
   * @param seconds of each measurement
   */
  static List<Comparison> all(
      PyTorch pytorch, List<NumberFormat> formats, int threads, double warmUp, double seconds) {
    Comparisons comparisons = new Comparisons(pytorch, threads, warmUp, seconds);
    formats.forEach(comparisons::in);
    if (formats.contains(NumberFormat.FLOAT32)) {
      comparisons.stock();
    }
    return comparisons.all;
  }

  private void in(NumberFormat format) {
    if (format.trains()) {
      for (Yardstick model : List.of(Yardstick.SMALL, Yardstick.BASE, Yardstick.RNN)) {
        training(model, format);
      }
    }
    for (Yardstick model : List.of(Yardstick.SMALL, Yardstick.RNN)) {
      greedy(model, model.batch(), format);
      greedy(model, 1, format);
    }
    greedy(Yardstick.OPUS, 1, format);
    beamAgainstGreedy(Yardstick.SMALL, 5, format);
    beamAgainstGreedy(Yardstick.RNN, 5, format);
    beamAgainstGreedy(Yardstick.OPUS, 4, format);
  }

  private void training(Yardstick model, NumberFormat format) {
    all.add(
        new Comparison(
            format.named("training " + model.label()),
            ours(format, "training", "--model", model.label()),
            pytorch(format, "--mode", "train", "--model", model.label())));
  }

  private void greedy(Yardstick model, int batch, NumberFormat format) {
    String size = Integer.toString(batch);
    all.add(
        new Comparison(
            format.named("greedy " + model.label() + " batch " + size),
            ours(format, "decoding", "--model", model.label(), "--batch", size),
            pytorch(format, "--mode", "greedy", "--model", model.label(), "--batch", size)));
  }

  private void beamAgainstGreedy(Yardstick model, int beam, NumberFormat format) {
    Contender greedy = ours(format, "decoding", "--model", model.label());
    all.add(
        new Comparison(
            format.named("beam " + beam + " " + model.label()),
            ours(format, "decoding", "--beam", Integer.toString(beam), "--model", model.label()),
            new Contender("greedy search", greedy.command(), "", greedy.settings())));
  }

  /** ND4J's own threads, which the library does not use, are for the stock side to choose. */
  private void stock() {
    NumberFormat format = NumberFormat.FLOAT32;
    Contender stock = ours(format, "training", "--stock", "--model", Yardstick.SMALL.label());
    List<Setting> settings = new ArrayList<>();
    for (int nativeThreads : threads == 1 ? new int[] {1} : new int[] {threads, 1}) {
      String count = Integer.toString(nativeThreads);
      settings.add(
          new Setting("OMP_NUM_THREADS=" + count, Map.of("OMP_NUM_THREADS", count), List.of()));
    }
    all.add(
        new Comparison(
            "stock small",
            ours(format, "training", "--no-dropout", "--model", Yardstick.SMALL.label()),
            new Contender("DL4J's SameDiff layers", stock.command(), "", settings)));
  }

  private Contender ours(NumberFormat format, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--threads", Integer.toString(threads)));
    all.addAll(timing);
    return Contender.of(
        OURS, ChildProcess.thisProgram(List.of(format.flag()), all.toArray(String[]::new)));
  }

  private Contender pytorch(NumberFormat format, String... arguments) {
    if (!pytorch.isAvailable()) {
      return null;
    }
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--precision", format.pytorch()));
    all.addAll(timing);
    return pytorch.contender(threads, format.pytorch(), all);
  }
}
