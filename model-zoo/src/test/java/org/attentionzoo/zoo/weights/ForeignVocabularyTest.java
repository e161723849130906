package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForeignVocabularyTest {

  private static final List<String> MARIAN = List.of("</s>", "<unk>", "a", "b", "<pad>");

  @Test
  void specialTokensGetOurIds() {
    ForeignVocabulary vocabulary =
        ForeignVocabulary.of(
            List.of("<blank>", "<s>", "</s>", "a", "b", "<unk>"),
            Optional.of("<blank>"),
            "<unk>",
            Optional.of("<s>"),
            "</s>");
    assertThat(vocabulary.vocabulary().tokens())
        .containsExactly("<pad>", "<unk>", "<s>", "</s>", "a", "b");
    assertThat(vocabulary.rows()).containsExactly(0, 5, 1, 2, 3, 4);
    assertThat(bias(vocabulary)).containsExactly(0, 0, 0, 0, 0, 0);
  }

  @Test
  void aTokenThatIsTwoOfOursIsCopiedAndNeverWritten() {
    ForeignVocabulary vocabulary =
        ForeignVocabulary.of(
            MARIAN, Optional.of("<pad>"), "<unk>", Optional.of("<pad>"), "</s>", List.of("</s>"));
    assertThat(vocabulary.vocabulary().tokens())
        .containsExactly("<pad>", "<unk>", "<s>", "</s>", "a", "b", "⟨</s>⟩");
    assertThat(vocabulary.rows()).containsExactly(4, 1, 4, 0, 2, 3, 0);
    assertThat(bias(vocabulary)).containsExactly(-100, 0, 0, 0, 0, 0, -100);
  }

  @Test
  void whatTheOtherProgramLacksIsZero() {
    ForeignVocabulary vocabulary =
        ForeignVocabulary.of(
            List.of("</s>", "<unk>", "<s>", "a"),
            Optional.empty(),
            "<unk>",
            Optional.empty(),
            "</s>");
    assertThat(vocabulary.vocabulary().tokens())
        .containsExactly("<pad>", "<unk>", "<s>", "</s>", "⟨<s>⟩", "a");
    assertThat(vocabulary.rows()).containsExactly(-1, 1, -1, 0, 2, 3);
    assertThat(bias(vocabulary)).containsExactly(-100, 0, -100, 0, 0, 0);
  }

  private static float[] bias(ForeignVocabulary vocabulary) {
    try (NamedTensors none = SafetensorsFile.open(Expected.file("types.safetensors"))) {
      return vocabulary.bias(Optional.empty()).read(none).toFloatVector();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aMissingTokenIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ForeignVocabulary.of(MARIAN, Optional.empty(), "[UNK]", Optional.empty(), "</s>"))
        .withMessage("the vocabulary lacks \"[UNK]\", its token for unknown");
  }
}
