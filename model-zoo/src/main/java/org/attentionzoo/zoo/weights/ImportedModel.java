package org.attentionzoo.zoo.weights;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelZip;

/**
 * A model of another program as one of ours.
 *
 * @param model can be saved, used and trained as any other
 * @param report what became of each tensor
 * @param notes on what else the other program knew and is not kept, a line each
 */
public record ImportedModel(ModelZip model, ImportReport report, List<String> notes) {

  /** None is null. */
  public ImportedModel {
    Arguments.given("model", model);
    Arguments.given("report", report);
    notes = List.copyOf(Arguments.allGiven("notes", notes));
  }

  /** A model of which all is kept. */
  public ImportedModel(ModelZip model, ImportReport report) {
    this(model, report, List.of());
  }
}
