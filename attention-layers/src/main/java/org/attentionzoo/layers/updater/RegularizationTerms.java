package org.attentionzoo.layers.updater;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.learning.regularization.Regularization;

/** The terms of a layer's regularization. */
public final class RegularizationTerms {

  private RegularizationTerms() {}

  /**
   * The first term of each kind. DL4J 1.0.0-M2.1 gives a layer the network's weight decay twice,
   * and to a layer that has its own the network's besides.
   *
   * @param terms null for none known
   */
  public static List<Regularization> firstOfEachKind(List<Regularization> terms) {
    if (terms == null) {
      return null;
    }
    List<Regularization> first = new ArrayList<>();
    for (Regularization term : terms) {
      if (first.stream().noneMatch(other -> other.getClass() == term.getClass())) {
        first.add(term);
      }
    }
    return first;
  }
}
