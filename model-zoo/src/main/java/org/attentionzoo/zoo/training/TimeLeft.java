package org.attentionzoo.zoo.training;

/** How long a training goes on if only its limits end it, from how long it took so far. */
final class TimeLeft {

  private final long batches;
  private final double seconds;
  private long batchesBefore = -1;
  private double secondsBefore;

  /**
   * @param batches of the whole training
   * @param seconds it may take, infinite for any
   */
  TimeLeft(long batches, double seconds) {
    this.batches = batches;
    this.seconds = seconds;
  }

  /** For so many updates of so many batches. */
  static TimeLeft of(long updates, int batchesPerUpdate, double seconds) {
    return new TimeLeft(updates * batchesPerUpdate, seconds);
  }

  /**
   * Seconds left; infinite as long as nothing is known.
   *
   * @param done batches since the start of the training; the pace is that since the first call, for
   *     which a training that is resumed has done some
   * @param now seconds since the start of the training
   */
  double at(long done, double now) {
    if (batchesBefore < 0) {
      batchesBefore = done;
      secondsBefore = now;
    }
    double left = seconds - now;
    if (done > batchesBefore) {
      double pace = (now - secondsBefore) / (done - batchesBefore);
      left = Math.min(left, (batches - done) * pace);
    }
    return Math.max(0, left);
  }
}
