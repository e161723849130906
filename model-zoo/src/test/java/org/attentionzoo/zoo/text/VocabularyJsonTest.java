package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyJsonTest {

  private final Vocabulary vocabulary = Vocabulary.of(List.of("a", "\"", "é", "<en_US>", "😀"));
  private final String json = VocabularyJson.write(vocabulary);

  @Test
  void readingUndoesWriting() {
    assertThat(VocabularyJson.read(json)).isEqualTo(vocabulary);
    Vocabulary strict = vocabulary.strict();
    assertThat(VocabularyJson.read(VocabularyJson.write(strict))).isEqualTo(strict);
  }

  @Test
  void aMissingSpecialTokenIsNamed() {
    assertInvalid(json.replace("\"</s>\", ", ""), "\"</s>\" is missing at id 3");
    assertInvalid(
        "{\"format\":\"attention-zoo-vocabulary\",\"version\":1,\"strict\":false,\"tokens\":[]}",
        "\"<pad>\" is missing at id 0, found nothing");
  }

  @Test
  void aRepeatedTokenIsNamed() {
    assertInvalid(json.replace("\"é\"", "\"a\""), "\"a\" occurs twice");
  }

  @Test
  void anotherVersionIsNamed() {
    assertInvalid(json.replace(": 1", ": 2").replace(":1", ":2"), "version is 2");
  }

  @Test
  void aMissingFieldIsNamed() {
    assertInvalid(json.replace("\"tokens\"", "\"words\""), "\"tokens\" is missing");
    assertInvalid("{}", "\"format\" is missing");
  }

  @Test
  void aTokenThatIsNoStringIsNamed() {
    assertInvalid(json.replace("\"a\"", "7"), "id 4 is 7");
  }

  @Test
  void otherTextIsNoVocabulary() {
    assertInvalid("", "object");
    assertInvalid("[]", "object");
    assertInvalid(json.substring(0, json.length() / 2), "Unexpected end-of-input");
    assertInvalid(json.replace("attention-zoo-vocabulary", "else"), "format is \"else\"");
  }

  private static void assertInvalid(String json, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VocabularyJson.read(json))
        .withMessageStartingWith("Not a vocabulary: ")
        .withMessageContaining(message);
  }
}
