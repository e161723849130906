package org.attentionzoo.examples.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslatorTest {

  private final Vocabulary vocabulary = Vocabulary.of(List.of("a", "b", " ", "<fr>"));
  private final Translator translator =
      new Translator(new EchoScorer(vocabulary.size()), vocabulary, vocabulary);

  @TempDir private Path folder;

  @Test
  void answersComeInTheOrderOfTheTexts() {
    List<String> texts = IntStream.range(0, 300).mapToObj(i -> "a" + "b".repeat(i % 17)).toList();
    assertThat(translator.translate(texts, Translator.greedy()))
        .extracting(Translation::text)
        .isEqualTo(texts);
  }

  @Test
  void textsAreNormalisedAndSymbolsStayWhole() {
    Translation translation =
        translator.translate(List.of("\u00a0<fr>\u00a0b"), Translator.greedy()).get(0);
    assertThat(translation.sourceTokens()).containsExactly("<fr>", " ", "b");
    assertThat(translation.text()).isEqualTo("<fr> b");
    assertThat(translation.hypothesis().finished()).isTrue();
  }

  @Test
  void unknownIsNeverAnAnswer() {
    assertThat(translator.translate(List.of("a?"), Translator.greedy()).get(0).text())
        .doesNotContain("<unk>");
  }

  @Test
  void attentionHasARowForEachAnswerAndTheEnd() throws IOException {
    Translation translation =
        translator.translate(List.of("ab", "abab"), Translator.greedy().withAttention()).get(0);
    assertThat(translation.hypothesis().attention()).hasDimensions(3, 2);
    Path file = folder.resolve("attention.png");
    AttentionPicture.write(file, translation);
    assertThat(Files.size(file)).isPositive();
  }

  @Test
  void aPictureWithoutWeightsIsAnError() {
    Translation translation = translator.translate(List.of("ab"), Translator.greedy()).get(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AttentionPicture.write(folder.resolve("x.png"), translation))
        .withMessageContaining("without attention");
  }

  @Test
  void aBlankTextIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> translator.translate(List.of("a", " \u200e"), Translator.greedy()))
        .withMessageContaining("nothing to translate");
    assertThat(translator.translate(List.of(), Translator.greedy())).isEmpty();
  }
}
