package org.attentionzoo.zoo.weights;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
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
  private final BitSet added;

  private ForeignVocabulary(Vocabulary vocabulary, int[] rows, BitSet added) {
    this.vocabulary = vocabulary;
    this.rows = rows;
    this.added = added;
  }

  /** The same without marks. */
  public static ForeignVocabulary of(
      List<String> tokens,
      Optional<String> pad,
      String unknown,
      Optional<String> begin,
      String end) {
    return of(tokens, pad, unknown, begin, end, List.of());
  }

  /**
   * @param tokens the other program's, by its ids
   * @param pad its token for padding, if any
   * @param unknown its token for what it does not know
   * @param begin the token that its decoder begins with; empty if with zeros. It may be one of the
   *     others.
   * @param end its token for the end
   * @param marks those of its special tokens that texts have, too, such as an end of the source:
   *     for a {@link org.attentionzoo.zoo.text.MarkingTokenizer}, which writes them as {@link
   *     #mark}
   * @throws IllegalArgumentException if a token is missing, empty or there twice
   */
  public static ForeignVocabulary of(
      List<String> tokens,
      Optional<String> pad,
      String unknown,
      Optional<String> begin,
      String end,
      List<String> marks) {
    Arguments.allGiven("tokens", tokens);
    Arguments.given("pad", pad);
    Arguments.given("begin", begin);
    int[] special = {
      pad.map(token -> id(tokens, "pad", token)).orElse(-1),
      id(tokens, "unknown", unknown),
      begin.map(token -> id(tokens, "begin", token)).orElse(-1),
      id(tokens, "end", end)
    };
    BitSet added = new BitSet(); // ours that stand for nothing of theirs, or for it once more
    Set<Integer> taken = new HashSet<>();
    for (int ours : List.of(Vocabulary.EOS, Vocabulary.UNK, Vocabulary.BOS, Vocabulary.PAD)) {
      added.set(ours, special[ours] < 0 || !taken.add(special[ours]));
    }
    List<Integer> rows = new ArrayList<>(IntStream.of(special).boxed().toList());
    List<String> others = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (!taken.contains(id)) {
        rows.add(id);
        others.add(mark(tokens.get(id)));
      }
    }
    for (String token : Arguments.allGiven("marks", marks)) {
      if (taken.contains(id(tokens, "marks", token))) { // a special token now, and no text's
        added.set(rows.size());
        rows.add(id(tokens, "marks", token));
        others.add(mark(token));
      }
    }
    return new ForeignVocabulary(
        Vocabulary.of(others), rows.stream().mapToInt(Integer::intValue).toArray(), added);
  }

  private static int id(List<String> tokens, String what, String token) {
    int id = tokens.indexOf(Arguments.given(what, token));
    if (id < 0) {
      throw new IllegalArgumentException(
          "the vocabulary lacks \"" + token + "\", its token for " + what);
    }
    return id;
  }

  /** A token as one of texts: with brackets if it is written as a special token of ours. */
  public static String mark(String token) {
    Arguments.given("token", token);
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
      values[i] = added.get(i) ? NEVER : 0;
    }
    Weight never = Weight.values("zeros, and " + NEVER + " for added tokens", values);
    return Arguments.given("theirs", theirs).map(bias -> table(bias).plus(never)).orElse(never);
  }
}
