package org.attentionzoo.examples.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A round of parameter averaging, event by event: measured times of updates are replayed, and each
 * piece of state takes its turn on the links of the machines that send and receive it.
 */
final class ClusterSimulation {

  private final List<double[]> traces;
  private final ClusterModel model;
  private final Random random;

  /**
   * @param traces seconds of consecutive updates, one array a measured worker
   * @param model updates, sizes, bandwidth and overhead; its formula and moments are not used
   */
  ClusterSimulation(List<double[]> traces, ClusterModel model, long seed) {
    this.traces = traces;
    this.model = model;
    this.random = new Random(seed);
  }

  /** Mean seconds of some rounds on W machines. */
  double round(int machines, int rounds) {
    double sum = 0;
    for (int i = 0; i < rounds; i++) {
      double[] ready = broadcast(machines);
      for (int w = 0; w < machines; w++) {
        ready[w] += compute();
      }
      sum += model.overhead() + gather(ready);
    }
    return sum / rounds;
  }

  /** A window of a worker's updates, as they came one after another. */
  private double compute() {
    double[] trace = traces.get(random.nextInt(traces.size()));
    int from = random.nextInt(trace.length);
    double sum = 0;
    for (int i = 0; i < model.updates(); i++) {
      sum += trace[(from + i) % trace.length];
    }
    return sum;
  }

  /**
   * When each machine has the state. Each takes the pieces in an order of its own, from whoever has
   * a piece and is free first; the driver, the last one here, has all at the beginning.
   */
  private double[] broadcast(int machines) {
    int pieces = (int) Math.max(1, Math.ceil(model.state() / ClusterModel.BLOCK));
    double seconds = model.state() / pieces / model.bandwidth();
    double[][] has = new double[machines + 1][pieces];
    for (double[] row : has) {
      Arrays.fill(row, Double.POSITIVE_INFINITY);
    }
    Arrays.fill(has[machines], 0);
    double[] sends = new double[machines + 1];
    double[] receives = new double[machines];
    List<List<Integer>> wanted = new ArrayList<>();
    for (int w = 0; w < machines; w++) {
      List<Integer> order = new ArrayList<>();
      for (int p = 0; p < pieces; p++) {
        order.add(p);
      }
      Collections.shuffle(order, random);
      wanted.add(order);
    }
    for (int turn = 0; turn < machines * pieces; turn++) {
      int to = earliest(receives, wanted);
      int piece = wanted.get(to).remove(0);
      int from = machines;
      double best = Double.POSITIVE_INFINITY;
      for (int other = 0; other <= machines; other++) {
        double begin = Math.max(receives[to], Math.max(sends[other], has[other][piece]));
        if (other != to && begin < best) {
          best = begin;
          from = other;
        }
      }
      double end = best + seconds;
      sends[from] = end;
      receives[to] = end;
      has[to][piece] = end;
    }
    return receives;
  }

  private static int earliest(double[] times, List<List<Integer>> wanted) {
    int first = -1;
    for (int w = 0; w < times.length; w++) {
      if (!wanted.get(w).isEmpty() && (first < 0 || times[w] < times[first])) {
        first = w;
      }
    }
    return first;
  }

  /** When the driver has the mean; who adds up takes one state after another as they come. */
  private double gather(double[] ready) {
    int combiners = ClusterModel.combiners(ready.length);
    if (combiners == 0) {
      return received(ready);
    }
    double[] combined = new double[combiners];
    for (int c = 0; c < combiners; c++) {
      int combiner = c;
      double[] own =
          IntStream.range(0, ready.length)
              .filter(w -> w % combiners == combiner)
              .mapToDouble(w -> ready[w])
              .toArray();
      combined[c] = received(own);
    }
    return received(combined);
  }

  private double received(double[] ready) {
    double[] sorted = ready.clone();
    Arrays.sort(sorted);
    double free = 0;
    for (double time : sorted) {
      free = Math.max(free, time) + model.state() / model.bandwidth();
    }
    return free;
  }
}
