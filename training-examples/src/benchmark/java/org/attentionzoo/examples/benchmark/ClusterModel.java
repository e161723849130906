package org.attentionzoo.examples.benchmark;

/**
 * How long a round of parameter averaging takes on W machines, by a formula: a worker makes k
 * updates on each, then parameters and updater state are averaged.
 *
 * <pre>
 * round     = overhead + broadcast + compute + gather
 * broadcast = S/B + log₂(W) · block/B            pieces go from machine to machine
 * compute   = k·μ + σ·√k · √(2 ln W)             the slowest of W workers, times being normal
 * gather    = W·S/B                              one level: all to the driver
 *           = ⌈W/c⌉·S/B + c·S/B                  two levels: to c machines, then to the driver
 * </pre>
 *
 * @param mean μ, seconds of an update
 * @param deviation σ of it, in seconds
 * @param updates k
 * @param state S, bytes of parameters and updater state
 * @param bandwidth B of each machine and direction, bytes a second, serialization included
 * @param overhead seconds of a round that depend on neither
 */
record ClusterModel(
    double mean, double deviation, int updates, double state, double bandwidth, double overhead) {

  /** Bytes of a piece of a broadcast, Spark's default. */
  static final double BLOCK = 4 << 20;

  /** Seconds of a round on W machines. */
  double round(int machines) {
    double broadcast = (state + log2(machines) * Math.min(BLOCK, state)) / bandwidth;
    double slowest = deviation * Math.sqrt(updates) * Math.sqrt(2 * Math.log(machines));
    return overhead + broadcast + updates * mean + slowest + gather(machines);
  }

  private double gather(int machines) {
    int combiners = combiners(machines);
    int perCombiner = combiners == 0 ? 0 : -Math.floorDiv(-machines, combiners);
    int toDriver = combiners == 0 ? machines : combiners;
    return (perCombiner + toDriver) * state / bandwidth;
  }

  /**
   * How many machines add up before the driver does, as Spark's treeAggregate of depth 2 has it.
   */
  static int combiners(int machines) {
    int scale = Math.max((int) Math.ceil(Math.sqrt(machines)), 2);
    int level = machines;
    while (level > scale + Math.ceil(level / (double) scale)) {
      level /= scale;
    }
    return level == machines ? 0 : level;
  }

  private static double log2(int machines) {
    return Math.log(machines) / Math.log(2);
  }

  /** How many times as many updates a second as one machine that trains alone. */
  double speedup(int machines, double round) {
    return machines * updates * mean / round;
  }
}
