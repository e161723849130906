package org.attentionzoo.zoo.training;

import java.util.Locale;

/**
 * What a {@link Training.Builder} has gathered.
 *
 * @param workers batches of an update that are computed at once; they change nothing else
 * @param checkpointEvery updates between two checkpoints of an epoch, 0 for none
 * @param average checkpoints to average at the end, 0 or 1 for none
 */
record TrainingOptions(
    Limits limits,
    Validation validation,
    Best best,
    int batchesPerUpdate,
    int workers,
    double clipping,
    long checkpointEvery,
    int average) {

  /** What may not change when the training goes on. */
  String fixed() {
    return String.format(
        Locale.ROOT,
        "%d in an update, clipped to %s, best by %s",
        batchesPerUpdate,
        clipping,
        best);
  }
}
