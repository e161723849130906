package org.attentionzoo.zoo.text;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.attentionzoo.layers.check.Arguments;

/** The tokens that a tokenizer knows, when its vocabulary changes. */
final class KnownTokens {

  private KnownTokens() {}

  /** Those known, without the tokens that left the vocabulary, with those that came. */
  static Set<String> following(Collection<String> known, Vocabulary before, Vocabulary after) {
    Arguments.given("before", before);
    Arguments.given("after", after);
    Set<String> following = new TreeSet<>(known);
    before.tokens().stream().filter(token -> !after.contains(token)).forEach(following::remove);
    after.tokens().stream().filter(token -> !before.contains(token)).forEach(following::add);
    return following;
  }
}
