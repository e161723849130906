package org.attentionzoo.zoo.batch;

import java.io.Serializable;
import org.attentionzoo.layers.check.Arguments;

/**
 * One training example as token ids, without begin, end and padding tokens.
 *
 * @param source ids of the source, at least one
 * @param target ids of the target; may be empty, then the model learns to stop at once
 */
public record SequencePair(int[] source, int[] target) implements Serializable {

  /**
   * @throws IllegalArgumentException if the source is empty or an id is negative
   */
  public SequencePair {
    Arguments.given("source", source);
    Arguments.given("target", target);
    if (source.length == 0) {
      throw new IllegalArgumentException("The source of a pair has no tokens");
    }
    source = checked(source, "source");
    target = checked(target, "target");
  }

  private static int[] checked(int[] ids, String name) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        throw new IllegalArgumentException(
            "Token id " + ids[i] + " at " + name + " position " + i + " is negative");
      }
    }
    return ids.clone();
  }
}
