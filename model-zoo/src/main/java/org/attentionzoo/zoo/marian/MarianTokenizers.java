package org.attentionzoo.zoo.marian;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.attentionzoo.zoo.text.SentencePieceModel;
import org.attentionzoo.zoo.text.SentencePieceTokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.weights.WeightsException;

/** The two SentencePiece models of a folder. */
record MarianTokenizers(SentencePieceTokenizer source, SentencePieceTokenizer target) {

  static final String SOURCE = "source.spm";
  static final String TARGET = "target.spm";
  private static final int LARGEST = 8 << 20;

  /**
   * @param sourceTokens of the model
   * @param targetTokens of the model
   * @throws WeightsException if a file is missing or damaged, or none of its pieces is a token of
   *     the model
   */
  static MarianTokenizers of(Path folder, List<String> sourceTokens, List<String> targetTokens)
      throws WeightsException {
    return new MarianTokenizers(
        read(folder.resolve(SOURCE), sourceTokens), read(folder.resolve(TARGET), targetTokens));
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
    return new Tokenizers(source, target);
  }
}
