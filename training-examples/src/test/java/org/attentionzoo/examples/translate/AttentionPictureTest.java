package org.attentionzoo.examples.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttentionPictureTest {

  private final TextCodec codec =
      new TextCodec(new CharacterTokenizer(), Vocabulary.of(List.of("a", "b")));
  private final Translator translator =
      new Translator(new EchoScorer(codec.vocabulary().size()), codec, codec);

  @TempDir private Path folder;

  @Test
  void aTranslationWithWeightsIsDrawn() throws IOException {
    Translation translation =
        translator.with(Decoding.greedy().withAttention()).translations("ab").get(0);
    Path file = folder.resolve("attention.png");
    AttentionPicture.write(file, translation);
    assertThat(Files.size(file)).isPositive();
  }

  @Test
  void aPictureWithoutWeightsIsAnError() {
    Translation translation = translator.translations("ab").get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttentionPicture.write(folder.resolve("x.png"), translation))
        .withMessageContaining("without attention");
  }
}
