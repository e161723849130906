package org.attentionzoo.zoo.text;

import ai.djl.engine.EngineException;
import ai.djl.sentencepiece.SpTokenizer;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;

/**
 * The door to the optional dependency: no other class names one of its types. It divides only; what
 * it joins ends at the first character beyond the basic plane.
 */
final class NativeSentencePiece {

  private static final Cleaner CLEANER = Cleaner.create();

  private final SpTokenizer tokenizer;

  private NativeSentencePiece(SpTokenizer tokenizer) {
    this.tokenizer = tokenizer;
    CLEANER.register(this, tokenizer::close);
  }

  static NativeSentencePiece of(SentencePieceModel model) {
    try {
      return new NativeSentencePiece(new SpTokenizer(model.content()));
    } catch (EngineException e) {
      throw SentencePieceModel.invalid("%s", e.getMessage());
    }
  }

  List<String> divide(String text) {
    try {
      return text.isEmpty() ? List.of() : tokenizer.tokenize(text);
    } finally {
      Reference.reachabilityFence(this); // the native memory is freed with this
    }
  }
}
