package org.attentionzoo.zoo.marian;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.attentionzoo.zoo.text.MarkingTokenizer;
import org.attentionzoo.zoo.text.SentencePieceModel;
import org.attentionzoo.zoo.text.SentencePieceTokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.WeightsException;

/**
 * The two SentencePiece models of a folder.
 *
 * @param end with which each source ends, as in training
 */
record MarianTokenizers(SentencePieceTokenizer source, SentencePieceTokenizer target, String end) {

  static final String SOURCE = "source.spm";
  static final String TARGET = "target.spm";
  private static final int LARGEST = 8 << 20;

  /**
   * @param sourceTokens of the model
   * @param targetTokens of the model
   * @param end the model's end token
   * @throws WeightsException if a file is missing or damaged, or none of its pieces is a token of
   *     the model
   */
  static MarianTokenizers of(
      Path folder, List<String> sourceTokens, List<String> targetTokens, String end)
      throws WeightsException {
    return new MarianTokenizers(
        read(folder.resolve(SOURCE), sourceTokens),
        read(folder.resolve(TARGET), targetTokens),
        ForeignVocabulary.mark(end));
  }

  private static SentencePieceTokenizer read(Path file, List<String> tokens)
      throws WeightsException {
    byte[] content = Settings.bytes(file, LARGEST);
    try {
      SentencePieceModel model = SentencePieceModel.of(content);
      Set<String> known = new HashSet<>(tokens);
      if (model.pieces().stream().noneMatch(piece -> piece.length() > 1 && known.contains(piece))) {
        throw new WeightsException(file, "none of its pieces is a token of the model");
      }
      return new SentencePieceTokenizer(model);
    } catch (IllegalArgumentException e) {
      throw new WeightsException(file, e.getMessage(), e);
    }
  }

  Tokenizers both() {
    return new Tokenizers(new MarkingTokenizer(source, List.of(), List.of(end)), target);
  }
}
