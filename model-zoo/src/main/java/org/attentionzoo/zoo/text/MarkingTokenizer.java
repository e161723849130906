package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Puts marks around the tokens of another tokenizer, which are tokens of the vocabulary themselves:
 * models of other programs were trained with an end of each source, or a tag of the language before
 * it. A text without tokens gets no marks.
 */
public final class MarkingTokenizer implements Tokenizer {

  @JsonProperty private final Tokenizer tokenizer;
  @JsonProperty private final List<String> before;
  @JsonProperty private final List<String> after;

  /**
   * @param tokenizer splits the text
   * @param before tokens before those of the text
   * @param after tokens after them
   * @throws IllegalArgumentException if one of the three is null, or a mark empty
   */
  @JsonCreator
  public MarkingTokenizer(
      @JsonProperty(value = "tokenizer", required = true) Tokenizer tokenizer,
      @JsonProperty(value = "before", required = true) List<String> before,
      @JsonProperty(value = "after", required = true) List<String> after) {
    this.tokenizer = Arguments.given("tokenizer", tokenizer);
    this.before = marks("before", before);
    this.after = marks("after", after);
  }

  private static List<String> marks(String name, List<String> marks) {
    if (Arguments.allGiven(name, marks).contains("")) {
      throw new IllegalArgumentException(name + " must hold no empty token: " + marks);
    }
    return List.copyOf(marks);
  }

  /** What splits the text. */
  public Tokenizer marked() {
    return tokenizer;
  }

  /** Tokens before those of the text. */
  public List<String> before() {
    return before;
  }

  /** Tokens after them. */
  public List<String> after() {
    return after;
  }

  @Override
  public String name() {
    return tokenizer.name();
  }

  @Override
  public List<String> tokenize(String text) {
    List<String> tokens = tokenizer.tokenize(text);
    if (tokens.isEmpty()) {
      return tokens;
    }
    List<String> marked = new ArrayList<>(before);
    marked.addAll(tokens);
    marked.addAll(after);
    return marked;
  }

  @Override
  public boolean lowerCases() {
    return tokenizer.lowerCases();
  }

  @Override
  public Optional<BpeMerges> bpeMerges() {
    return tokenizer.bpeMerges();
  }

  @Override
  public Tokenizer following(Vocabulary vocabularyBefore, Vocabulary vocabularyAfter) {
    Tokenizer inner = tokenizer.following(vocabularyBefore, vocabularyAfter);
    return new MarkingTokenizer(inner, before, after);
  }

  @Override
  public Tokenizer whole() {
    return new MarkingTokenizer(tokenizer.whole(), before, after);
  }

  @Override
  public boolean spellsWith(String token) {
    return tokenizer.spellsWith(token) || before.contains(token) || after.contains(token);
  }

  /** Without the marks, where they are. */
  @Override
  public String join(List<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    int from = startsWith(tokens, before) ? before.size() : 0;
    List<String> rest = tokens.subList(from, tokens.size());
    int to = rest.size() - (endsWith(rest, after) ? after.size() : 0);
    return tokenizer.join(rest.subList(0, to));
  }

  private static boolean startsWith(List<String> tokens, List<String> marks) {
    return tokens.size() >= marks.size() && tokens.subList(0, marks.size()).equals(marks);
  }

  private static boolean endsWith(List<String> tokens, List<String> marks) {
    int start = tokens.size() - marks.size();
    return start >= 0 && tokens.subList(start, tokens.size()).equals(marks);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MarkingTokenizer that
        && tokenizer.equals(that.tokenizer)
        && before.equals(that.before)
        && after.equals(that.after);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tokenizer, before, after);
  }
}
