package org.attentionzoo.zoo.finetuning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * How a vocabulary becomes another one. The special tokens keep their ids and vectors always.
 * Immutable.
 */
public final class VocabularyChange {

  private enum Kind {
    GROW,
    SHRINK,
    RETOKENIZE,
    NEW_LANGUAGE
  }

  private final Kind kind;
  private final List<String> tokens;
  private final TextCodec codec;
  private final NewRows newRows;

  private VocabularyChange(Kind kind, List<String> tokens, TextCodec codec, NewRows newRows) {
    this.kind = kind;
    this.tokens = tokens;
    this.codec = codec;
    this.newRows = newRows;
  }

  /**
   * The old tokens, in their places, and after them those of the given ones that are new. The
   * tokenizer follows: of words and characters it knows them by itself, a fallback no longer spells
   * them; byte-pair encoding makes the pieces that its merges make.
   *
   * @throws IllegalArgumentException if a token is empty
   */
  public static VocabularyChange grow(Collection<String> tokens) {
    for (String token : Arguments.allGiven("tokens", tokens)) {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("a token to grow by is empty");
      }
    }
    Set<String> all = new LinkedHashSet<>(tokens);
    return new VocabularyChange(Kind.GROW, List.copyOf(all), null, NewRows.FROM_PIECES);
  }

  /**
   * The same with the most frequent tokens of a text first, as {@link Vocabulary#fromCounts} orders
   * them; {@link Tokenizer#whole()} shows which tokens there could be.
   *
   * @param counts how often each token occurs
   * @param minFrequency tokens that occur less often are left out, at least 1
   */
  public static VocabularyChange grow(Map<String, ? extends Number> counts, long minFrequency) {
    Arguments.allGiven("counts", counts);
    if (minFrequency < 1) {
      throw new IllegalArgumentException("minFrequency must be at least 1, got " + minFrequency);
    }
    Comparator<Map.Entry<String, ? extends Number>> byCount =
        Comparator.comparingLong(entry -> -entry.getValue().longValue());
    return grow(
        counts.entrySet().stream()
            .filter(entry -> entry.getValue().longValue() >= minFrequency)
            .sorted(byCount.thenComparing(Map.Entry::getKey))
            .map(entry -> (String) entry.getKey())
            .toList());
  }

  /**
   * Only the tokens that are in a collection, such as those of a corpus, in their order; and what a
   * tokenizer of pieces spells other words with.
   */
  public static VocabularyChange shrink(Collection<String> kept) {
    return new VocabularyChange(
        Kind.SHRINK, List.copyOf(Arguments.allGiven("kept", kept)), null, NewRows.FRESH);
  }

  /**
   * Another tokenizer and vocabulary of the same language: tokens that are in both keep their
   * vectors.
   */
  public static VocabularyChange retokenize(TextCodec codec) {
    Arguments.given("codec", codec);
    return new VocabularyChange(Kind.RETOKENIZE, List.of(), codec, NewRows.FROM_PIECES);
  }

  /** Another language: new vectors, also where a token is written as an old one. */
  public static VocabularyChange newLanguage(TextCodec codec) {
    Arguments.given("codec", codec);
    return new VocabularyChange(Kind.NEW_LANGUAGE, List.of(), codec, NewRows.FRESH);
  }

  /**
   * What new tokens begin with: {@link NewRows#FROM_PIECES} by default, but {@link NewRows#FRESH}
   * in a new language.
   */
  public VocabularyChange newRows(NewRows rows) {
    return new VocabularyChange(kind, tokens, codec, Arguments.given("rows", rows));
  }

  ChangedVocabulary apply(Vocabulary before, Optional<Tokenizer> tokenizer) {
    if (codec != null && tokenizer.isEmpty()) {
      throw new IllegalArgumentException(
          "the model has no tokenizers, so that none can take the place of one");
    }
    Vocabulary after = vocabulary(before, tokenizer);
    Optional<Tokenizer> following =
        codec != null
            ? Optional.of(codec.tokenizer())
            : tokenizer.map(old -> old.following(before, after));
    PieceOrigins pieces =
        newRows == NewRows.FRESH || tokenizer.isEmpty()
            ? null
            : new PieceOrigins(new TextCodec(tokenizer.get(), before), following.get());
    int[][] origins = new int[after.size()][];
    for (int id = 0; id < origins.length; id++) {
      String token = after.token(id);
      boolean special = id < Vocabulary.SPECIAL_TOKENS.size();
      if (special || (kind != Kind.NEW_LANGUAGE && before.contains(token))) {
        origins[id] = new int[] {before.id(token)};
      } else {
        origins[id] = pieces == null ? new int[0] : pieces.of(token);
      }
    }
    return new ChangedVocabulary(before, after, following, origins);
  }

  private Vocabulary vocabulary(Vocabulary before, Optional<Tokenizer> tokenizer) {
    if (codec != null) {
      return codec.vocabulary();
    }
    List<String> old =
        before.tokens().subList(Vocabulary.SPECIAL_TOKENS.size(), before.tokens().size());
    List<String> after = new ArrayList<>();
    if (kind == Kind.GROW) {
      after.addAll(old);
      tokens.stream().filter(token -> !before.contains(token)).forEach(after::add);
    } else {
      Set<String> kept = Set.copyOf(tokens);
      old.stream()
          .filter(
              token ->
                  kept.contains(token) || tokenizer.map(t -> t.spellsWith(token)).orElse(false))
          .forEach(after::add);
    }
    Vocabulary vocabulary = Vocabulary.of(after);
    return before.isStrict() ? vocabulary.strict() : vocabulary;
  }
}
