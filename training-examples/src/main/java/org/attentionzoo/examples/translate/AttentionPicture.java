package org.attentionzoo.examples.translate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.report.HeatMap;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.weights.ForeignVocabulary;

/** The attention weights with which a text was translated, as a heat map. */
public final class AttentionPicture {

  private static final String END = "end";

  /** The end of sources, in models of other programs that read one. */
  private static final String SOURCE_END =
      ForeignVocabulary.mark(Vocabulary.SPECIAL_TOKENS.get(Vocabulary.EOS));

  private AttentionPicture() {}

  /**
   * Writes a PNG.
   *
   * @throws IllegalArgumentException if the translation was made without attention weights
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Translation translation) throws IOException {
    float[][] weights = translation.hypothesis().attention(); // [T][S]
    if (weights == null) {
      throw new IllegalArgumentException(
          "\"" + translation.text() + "\" was translated without attention weights");
    }
    List<String> source =
        translation.sourceTokens().stream()
            .map(token -> token.equals(SOURCE_END) ? END : token)
            .toList();
    List<String> output = new ArrayList<>(translation.targetTokens());
    if (translation.hypothesis().finished()) {
      output.add(END);
    }
    HeatMap.write(file, translation.source(), translation.text(), weights, source, output);
  }
}
