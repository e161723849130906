package org.attentionzoo.zoo.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Spells the tokens that are not known instead of leaving them to {@link Vocabulary#UNK}: as
 * characters, or as bytes where not even the character is known. Pieces are written as those of
 * byte-pair encoding: {@code zebra} becomes {@code z@@ e@@ b@@ r@@ a}.
 */
public final class FallbackTokenizer implements Tokenizer {

  /** What an unknown token is spelled with. */
  public enum Unit {
    /** Its characters; an unknown character stays unknown. */
    CHARACTERS,
    /** Its characters, and the UTF-8 bytes of unknown characters: nothing stays unknown. */
    BYTES
  }

  @JsonProperty private final Tokenizer tokenizer;
  @JsonProperty private final Unit unit;
  @JsonProperty private final Set<String> known;

  /**
   * @param tokenizer makes the tokens
   * @param unit what unknown tokens are spelled with
   * @param known tokens that stay whole, and the pieces that need no bytes ({@code z@@}, {@code a})
   */
  @JsonCreator
  public FallbackTokenizer(
      @JsonProperty(value = "tokenizer", required = true) Tokenizer tokenizer,
      @JsonProperty(value = "unit", required = true) Unit unit,
      @JsonProperty(value = "known", required = true) Collection<String> known) {
    Arguments.allGiven("known", known);
    this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
    this.unit = Objects.requireNonNull(unit, "unit");
    this.known = new TreeSet<>(known);
  }

  @Override
  public String name() {
    return tokenizer.name();
  }

  /** Tokens that a vocabulary has to contain, whatever their counts, so that nothing is unknown. */
  public List<String> required() {
    return required(unit);
  }

  /** The same for any tokenizer that spells with this unit. */
  public static List<String> required(Unit unit) {
    Arguments.given("unit", unit);
    return unit == Unit.BYTES ? SubwordPieces.allBytes() : List.of();
  }

  @Override
  public List<String> tokenize(String text) {
    Arguments.given("text", text);
    List<String> tokens = new ArrayList<>();
    for (String token : tokenizer.tokenize(text)) {
      if (known.contains(token) && (inPieces() || !SubwordPieces.isMistakable(token, true))) {
        tokens.add(token);
      } else {
        spell(token, tokens);
      }
    }
    return tokens;
  }

  /** Whether tokens are pieces already, and say themselves that a word goes on. */
  private boolean inPieces() {
    return tokenizer.bpeMerges().isPresent();
  }

  private void spell(String token, List<String> tokens) {
    String body = inPieces() ? SubwordPieces.body(token) : token;
    boolean continued = body.length() < token.length();
    for (int i = 0; i < body.length(); ) {
      String character = Character.toString(body.codePointAt(i));
      i += character.length();
      boolean last = i == body.length() && !continued;
      String piece = last ? character : character + SubwordPieces.SEPARATOR;
      if (unit == Unit.CHARACTERS || known.contains(piece)) {
        tokens.add(piece);
      } else {
        bytes(character, last, tokens);
      }
    }
  }

  private static void bytes(String character, boolean last, List<String> tokens) {
    byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      String piece = SubwordPieces.ofByte(bytes[i]);
      tokens.add(last && i == bytes.length - 1 ? piece : piece + SubwordPieces.SEPARATOR);
    }
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
  public Tokenizer following(Vocabulary before, Vocabulary after) {
    return new FallbackTokenizer(
        tokenizer.following(before, after), unit, KnownTokens.following(known, before, after));
  }

  @Override
  public Tokenizer whole() {
    return tokenizer.whole();
  }

  @Override
  public boolean spellsWith(String token) {
    return SubwordPieces.isSmallest(token) || tokenizer.spellsWith(token);
  }

  @Override
  public String join(List<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    return tokenizer.join(inPieces() ? tokens : SubwordPieces.glue(tokens));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FallbackTokenizer that
        && tokenizer.equals(that.tokenizer)
        && unit == that.unit
        && known.equals(that.known);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tokenizer, unit, known);
  }
}
