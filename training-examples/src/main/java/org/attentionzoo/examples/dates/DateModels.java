package org.attentionzoo.examples.dates;

import java.util.Locale;

/** Makes the models of the job in a size that suits it. */
@FunctionalInterface
public interface DateModels {

  /**
   * A new model with random parameters.
   *
   * @param kind which one
   * @param sourceVocabulary number of source tokens
   * @param targetVocabulary number of target tokens
   * @param steps of the training to come, for the learning rate
   * @param seed of the parameters
   */
  TrainableModel create(
      Kind kind, int sourceVocabulary, int targetVocabulary, int steps, long seed);

  /** The models of the zoo. */
  enum Kind {
    /** Additive attention, GRU (Bahdanau et al. 2014). */
    BAHDANAU,
    /** General attention with input feeding, LSTM (Luong et al. 2015). */
    LUONG,
    /** No attention, reversed source, LSTM (Sutskever et al. 2014). */
    SEQ2SEQ,
    /** Transformer (Vaswani et al. 2017). */
    TRANSFORMER;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
