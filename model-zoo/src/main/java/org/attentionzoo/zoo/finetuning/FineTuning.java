package org.attentionzoo.zoo.finetuning;

import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * A trained model as the start of another training.
 *
 * <pre>{@code
 * FineTuning tuned =
 *     FineTuning.from(ModelZip.load(file))
 *         .target(VocabularyChange.grow(List.of("Hütte", "Gletscher")))
 *         .freeze("encoder")
 *         .updater(new FastAdam(3e-4))
 *         .dropout(0.1)
 *         .build();
 * tuned.model().network().fit(data, 5);
 * }</pre>
 *
 * @param model a new one, before its first update: iteration 0, epoch 0, no state of the updater
 * @param report what it has from the trained one, what is new, and what is frozen
 */
public record FineTuning(ModelZip model, FineTuningReport report) {

  /** Both are there. */
  public FineTuning {
    Arguments.given("model", model);
    Arguments.given("report", report);
  }

  /**
   * Begins with a trained model, which stays as it is. What is not changed is kept: options,
   * vocabularies, tokenizers, which parts are frozen.
   */
  public static FineTuningBuilder from(ModelZip trained) {
    return new FineTuningBuilder(Arguments.given("trained", trained));
  }
}
