package org.attentionzoo.zoo.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Divides text by a {@link SentencePieceModel}, as OPUS-MT's models have it: the text is
 * normalized, spaces become {@code ▁}, and a piece that begins a word begins with one. A language
 * code at the beginning, {@code >>fra<<}, is a token by itself.
 *
 * <p>It needs {@code ai.djl.sentencepiece:sentencepiece} on the class path, an optional dependency
 * of this library, as soon as the first text is divided.
 */
public final class SentencePieceTokenizer implements Tokenizer {

  /** The {@link #name()} of this tokenizer. */
  public static final String NAME = "sentencepiece";

  private static final String CODE_BEGIN = ">>";
  private static final String CODE_END = "<<";
  private static final String SPACE = "▁";

  private final SentencePieceModel model;

  /** Made for the first text; made twice where two threads have one, and one of them is left. */
  private volatile NativeSentencePiece processor;

  /** A tokenizer of a model. */
  public SentencePieceTokenizer(SentencePieceModel model) {
    this.model = Arguments.given("model", model);
  }

  @JsonCreator
  SentencePieceTokenizer(@JsonProperty(value = "model", required = true) String base64) {
    this(SentencePieceModel.ofBase64(base64));
  }

  @JsonProperty("model")
  String base64() {
    return model.toBase64();
  }

  /** The model. */
  public SentencePieceModel model() {
    return model;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * @throws IllegalStateException if the optional dependency is missing, or has no native code for
   *     this platform
   */
  @Override
  public List<String> tokenize(String text) {
    Arguments.given("text", text);
    List<String> tokens = new ArrayList<>();
    int end = text.startsWith(CODE_BEGIN) ? text.indexOf(CODE_END) : -1;
    int rest = end < 0 ? 0 : end + CODE_END.length();
    if (rest > 0) {
      tokens.add(text.substring(0, rest));
    }
    tokens.addAll(processor().divide(text.substring(rest)));
    return tokens;
  }

  /** What stands between pieces is in them; the unknown token stays as it is. */
  @Override
  public String join(List<String> tokens) {
    Arguments.allGiven("tokens", tokens);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    tokens.forEach(token -> text.writeBytes(model.bytes(token)));
    return text.toString(StandardCharsets.UTF_8).replace(SPACE, " ").strip();
  }

  private NativeSentencePiece processor() {
    NativeSentencePiece made = processor;
    if (made == null) {
      made = load();
      processor = made;
    }
    return made;
  }

  private NativeSentencePiece load() {
    try {
      return NativeSentencePiece.of(model);
    } catch (LinkageError e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "SentencePiece divides the texts of this model; it needs"
              + " ai.djl.sentencepiece:sentencepiece on the class path, with native code for this"
              + " platform ("
              + reason
              + ")",
          e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SentencePieceTokenizer that && model.equals(that.model);
  }

  @Override
  public int hashCode() {
    return model.hashCode();
  }
}
