package org.attentionzoo.zoo.weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * A vocabulary of another program as one of ours: the special tokens have our ids, the others
 * follow in their order. What the other program has no token for gets one of its own, so that ours
 * may have up to four tokens more.
 */
public final class ForeignVocabulary {

  /** Added to the logits of tokens that the other program has not: far below all others. */
  private static final float NEVER = -100;

  private final Vocabulary vocabulary;
  private final int[] rows;
  private final boolean[] added;

  private ForeignVocabulary(Vocabulary vocabulary, int[] rows, boolean[] added) {
    this.vocabulary = vocabulary;
    this.rows = rows;
    this.added = added;
  }

  /**
   * @param tokens the other program's, by its ids
   * @param pad its token for padding, if any
   * @param unknown its token for what it does not know
   * @param begin the token that its decoder begins with; empty if with zeros. It may be one of the
   *     others.
   * @param end its token for the end
   * @throws IllegalArgumentException if a token is missing, empty or there twice
   */
  public static ForeignVocabulary of(
      List<String> tokens,
      Optional<String> pad,
      String unknown,
      Optional<String> begin,
      String end) {
    Arguments.allGiven("tokens", tokens);
    Arguments.given("pad", pad);
    Arguments.given("begin", begin);
    int[] special = {
      pad.map(token -> id(tokens, "pad", token)).orElse(-1),
      id(tokens, "unknown", unknown),
      begin.map(token -> id(tokens, "begin", token)).orElse(-1),
      id(tokens, "end", end)
    };
    Set<Integer> taken = new HashSet<>();
    List<Integer> rows = new ArrayList<>();
    List<Boolean> added = new ArrayList<>();
    List<Integer> byWeight =
        List.of(Vocabulary.EOS, Vocabulary.UNK, Vocabulary.BOS, Vocabulary.PAD);
    boolean[] first = new boolean[special.length]; // whether a row is this token's own
    for (int id : byWeight) {
      first[id] = special[id] >= 0 && taken.add(special[id]);
    }
    for (int id = 0; id < special.length; id++) {
      rows.add(special[id]);
      added.add(!first[id]);
    }
    List<String> others = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (!taken.contains(id)) {
        rows.add(id);
        added.add(false);
        others.add(distinct(tokens.get(id)));
      }
    }
    boolean[] flags = new boolean[added.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = added.get(i);
    }
    return new ForeignVocabulary(
        Vocabulary.of(others), rows.stream().mapToInt(Integer::intValue).toArray(), flags);
  }

  private static int id(List<String> tokens, String what, String token) {
    int id = tokens.indexOf(Arguments.given(what, token));
    if (id < 0) {
      throw new IllegalArgumentException(
          "the vocabulary lacks \"" + token + "\", its token for " + what);
    }
    return id;
  }

  /** A token that is special for us and not for the other program is written otherwise. */
  private static String distinct(String token) {
    return Vocabulary.SPECIAL_TOKENS.contains(token) ? "⟨" + token + "⟩" : token;
  }

  /** Ours. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The other program's id of each of our tokens, -1 for those that it has not. */
  public int[] rows() {
    return rows.clone();
  }

  /** A table {@code [V, d]}, or a vector {@code [V]}, in our order. */
  public Weight table(Weight theirs) {
    return Arguments.given("theirs", theirs).rows("in our order", rows.length, i -> rows[(int) i]);
  }

  /**
   * The bias of the logits {@code [V]} in our order, with which tokens of ours alone are never
   * generated, and change no other's probability.
   */
  public Weight bias(Optional<Weight> theirs) {
    float[] values = new float[rows.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = added[i] ? NEVER : 0;
    }
    Weight never = Weight.values("zeros, and " + NEVER + " for added tokens", values);
    return Arguments.given("theirs", theirs).map(bias -> table(bias).plus(never)).orElse(never);
  }
}
