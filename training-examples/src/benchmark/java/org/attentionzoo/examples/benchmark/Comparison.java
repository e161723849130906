package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * Two programs that do the same work, run in turn.
 *
 * @param name what is done, e.g. "training small"
 * @param ours the side whose rate is divided
 * @param other the side it is divided by; null if there is none on this machine
 */
record Comparison(String name, Contender ours, Contender other) {

  /**
   * Runs A B A B …
   *
   * @param pairs how often each side runs
   * @param progress told what is about to run
   * @throws IOException if a program fails
   */
  Result run(int pairs, Consumer<String> progress) throws IOException, InterruptedException {
    progress.accept(name);
    Setting setting = Setting.PLAIN;
    if (other != null) {
      progress.accept(name + ", settings of " + other.name());
      setting = other.best();
    }
    List<Pair> measured = new ArrayList<>();
    for (int pair = 1; pair <= pairs; pair++) {
      progress.accept(String.format(Locale.ROOT, "%s, pair %d of %d", name, pair, pairs));
      Measurement a = ours.run(Setting.PLAIN);
      Measurement b = other == null ? null : other.run(setting);
      measured.add(new Pair(a, b));
    }
    return new Result(this, setting, measured);
  }

  /** Neighbours in time. */
  record Pair(Measurement ours, Measurement other) {
    double ratio() {
      return ours.tokensPerSecond() / other.tokensPerSecond();
    }
  }

  /**
   * What was measured.
   *
   * @param setting of the other side, the best of those tried
   */
  record Result(Comparison comparison, Setting setting, List<Pair> pairs) {

    /** The ratio of our rate to the other's in each pair; empty if there is no other side. */
    DoubleStream ratios() {
      return comparison.other() == null
          ? DoubleStream.empty()
          : pairs.stream().mapToDouble(Pair::ratio);
    }

    /** The median over our runs; null where it was not measured. */
    Double ours(Function<Measurement, Double> value) {
      return median(pairs.stream().map(Pair::ours).map(value).toList());
    }

    /** The median over the other's runs; null where it was not measured. */
    Double other(Function<Measurement, Double> value) {
      return comparison.other() == null
          ? null
          : median(pairs.stream().map(Pair::other).map(value).toList());
    }

    private static Double median(List<Double> values) {
      return values.contains(null)
          ? null
          : (Double) new Median().evaluate(values.stream().mapToDouble(v -> v).toArray());
    }
  }
}
