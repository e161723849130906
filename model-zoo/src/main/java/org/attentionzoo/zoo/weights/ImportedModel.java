package org.attentionzoo.zoo.weights;

import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * A model of another program as one of ours.
 *
 * @param model can be saved, used and trained as any other
 * @param report what became of each tensor
 */
public record ImportedModel(ModelZip model, ImportReport report) {

  /** Neither is null. */
  public ImportedModel {
    Arguments.given("model", model);
    Arguments.given("report", report);
  }
}
