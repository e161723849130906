package org.attentionzoo.zoo.training;

/**
 * One epoch of a training, an element of {@code history.json}. The field names are part of the
 * file: renaming one makes old runs unreadable. What was not measured is null.
 *
 * @param epoch its number, counted from 1
 * @param step parameter updates since the start of the training, at the end of this epoch
 * @param seconds time since the start of the training, interruptions left out
 * @param trainLoss mean loss per target token of this epoch, in nats, as it was optimised (label
 *     smoothing included)
 * @param validationLoss mean negative log-likelihood per target token of the validation set, in
 *     nats, without label smoothing
 * @param perplexity teacher-forced perplexity of the validation set: e to the validation loss
 * @param bleu BLEU of the validation set, free-running, 0 to 100
 * @param chrf chrF2 of the validation set, free-running, 0 to 100
 * @param learningRate learning rate of the epoch's last update
 * @param tokensPerSecond target tokens a second in this epoch's updates
 */
public record HistoryEntry(
    int epoch,
    long step,
    double seconds,
    double trainLoss,
    Double validationLoss,
    Double perplexity,
    Double bleu,
    Double chrf,
    double learningRate,
    double tokensPerSecond) {}
