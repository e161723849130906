package org.attentionzoo.examples.train;

import java.util.Locale;
import org.attentionzoo.layers.schedule.CosineDecaySchedule;
import org.attentionzoo.layers.schedule.InverseSquareRootSchedule;
import org.attentionzoo.layers.schedule.LinearDecaySchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/** How the learning rate changes after its warm-up. */
enum ScheduleKind {
  /** With the square root of the update, as in Vaswani et al. 2017, §5.3, given by its peak. */
  INVERSE_SQRT {
    @Override
    ISchedule create(double peak, int warmup, long updates) {
      return new InverseSquareRootSchedule(peak, Math.max(1, warmup));
    }
  },
  COSINE {
    @Override
    ISchedule create(double peak, int warmup, long updates) {
      return new CosineDecaySchedule(peak, warmup, total(warmup, updates));
    }
  },
  LINEAR {
    @Override
    ISchedule create(double peak, int warmup, long updates) {
      return new LinearDecaySchedule(peak, warmup, total(warmup, updates));
    }
  },
  CONSTANT {
    @Override
    ISchedule create(double peak, int warmup, long updates) {
      return new FixedSchedule(peak);
    }
  };

  /**
   * @param peak the highest rate
   * @param warmup updates until the peak
   * @param updates updates of the whole training, at which a decay ends
   */
  abstract ISchedule create(double peak, int warmup, long updates);

  /** Whether it reaches 0 at the end of the training, and so has to know where that will be. */
  boolean endsWithTraining() {
    return this == COSINE || this == LINEAR;
  }

  private static int total(int warmup, long updates) {
    return Math.toIntExact(Math.max(updates, warmup + 1L));
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
