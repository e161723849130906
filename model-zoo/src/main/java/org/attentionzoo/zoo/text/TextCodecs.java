package org.attentionzoo.zoo.text;

import org.attentionzoo.layers.check.Arguments;

/**
 * The codecs of a pair of languages.
 *
 * @param source what a model reads
 * @param target what it writes
 */
public record TextCodecs(TextCodec source, TextCodec target) {

  /**
   * @throws IllegalArgumentException if one is null
   */
  public TextCodecs {
    Arguments.given("source", source);
    Arguments.given("target", target);
  }
}
