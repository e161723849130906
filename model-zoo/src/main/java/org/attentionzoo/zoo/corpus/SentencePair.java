package org.attentionzoo.zoo.corpus;

import java.io.Serializable;
import org.attentionzoo.layers.check.Arguments;

/**
 * Two sentences that translate each other.
 *
 * @param source the sentence to translate
 * @param target its translation
 * @param line the line it stands on, counted from 1
 */
public record SentencePair(String source, String target, long line) implements Serializable {

  public SentencePair {
    Arguments.given("source", source);
    Arguments.given("target", target);
  }
}
