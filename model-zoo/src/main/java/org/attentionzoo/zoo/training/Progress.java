package org.attentionzoo.zoo.training;

/**
 * How far a training is after a batch.
 *
 * @param epoch the present one, counted from 1
 * @param epochs that it may take
 * @param batch how many batches of the epoch are done
 * @param batches of an epoch
 * @param updates of the parameters since the start of the training
 * @param loss mean loss per target token of the epoch so far, in nats
 * @param tokensPerSecond target tokens a second in the epoch's updates
 * @param epochSeconds time of the epoch's updates
 * @param seconds time since the start of the training, interruptions left out
 * @param secondsLeft until the first limit, without regard to patience; infinite as long as nothing
 *     is known
 */
public record Progress(
    int epoch,
    int epochs,
    long batch,
    long batches,
    long updates,
    double loss,
    double tokensPerSecond,
    double epochSeconds,
    double seconds,
    double secondsLeft) {}
