package org.attentionzoo.zoo.text;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Normalizes a text before another tokenizer splits it: a Unicode form, lower case, or both. What
 * this changes does not come back in {@link #join}.
 */
public final class NormalizingTokenizer implements Tokenizer {

  @JsonProperty private final Tokenizer tokenizer;
  @JsonProperty private final UnicodeForm form;
  @JsonProperty private final boolean lowerCase;

  /**
   * @param tokenizer splits the normalized text
   * @param form the Unicode form
   * @param lowerCase whether to lower-case, by the rules of no particular language
   */
  @JsonCreator
  public NormalizingTokenizer(
      @JsonProperty(value = "tokenizer", required = true) Tokenizer tokenizer,
      @JsonProperty(value = "form", required = true) UnicodeForm form,
      @JsonProperty(value = "lowerCase", required = true) boolean lowerCase) {
    this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
    this.form = Objects.requireNonNull(form, "form");
    this.lowerCase = lowerCase;
  }

  @Override
  public String name() {
    return tokenizer.name();
  }

  /** The text as the inner tokenizer gets it. */
  public String normalize(String text) {
    Arguments.given("text", text);
    String normal = form.normalize(text);
    // Again, because lower case can leave the form: İ becomes i and a combining dot.
    return lowerCase ? form.normalize(normal.toLowerCase(Locale.ROOT)) : normal;
  }

  @Override
  public List<String> tokenize(String text) {
    return tokenizer.tokenize(normalize(text));
  }

  @Override
  public boolean lowerCases() {
    return lowerCase || tokenizer.lowerCases();
  }

  @Override
  public Optional<BpeMerges> bpeMerges() {
    return tokenizer.bpeMerges();
  }

  @Override
  public Tokenizer following(Vocabulary before, Vocabulary after) {
    return new NormalizingTokenizer(tokenizer.following(before, after), form, lowerCase);
  }

  @Override
  public Tokenizer whole() {
    return new NormalizingTokenizer(tokenizer.whole(), form, lowerCase);
  }

  @Override
  public boolean spellsWith(String token) {
    return tokenizer.spellsWith(token);
  }

  @Override
  public String join(List<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    return tokenizer.join(tokens);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NormalizingTokenizer that
        && tokenizer.equals(that.tokenizer)
        && form == that.form
        && lowerCase == that.lowerCase;
  }

  @Override
  public int hashCode() {
    return Objects.hash(tokenizer, form, lowerCase);
  }
}
