package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingStateTest {

  @Test
  void isReadAsItWasWritten() throws IOException {
    TrainingState state = TrainingState.start("a.tsv of 3 bytes");
    assertThat(TrainingState.fromJson(state.toJson(), "a.zip")).isEqualTo(state);
  }

  static String[] damaged() {
    return new String[] {
      "",
      "null",
      "{",
      "[]",
      "{}",
      "17",
      "\"text\"",
      "{\"data\":\"a\"}",
      "{\"data\":\"a\",\"position\":null,\"history\":[]}",
      "{\"data\":\"a\",\"position\":{\"epoch\":-1,\"batch\":-1},\"history\":[]}",
      "{\"data\":\"a\",\"position\":{\"epoch\":1,\"batch\":1},\"history\":[null]}",
      "{\"data\":\"a\",\"position\":{\"epoch\":1,\"batch\":1},\"history\":{}}",
      "{\"tokens\":99999999999999999999999}",
      "{\"tokens\":1e999999999}",
      "{\"seconds\":\"long\"}",
      "[".repeat(20_000),
      "{\"data\":".repeat(5_000),
      "\0"
    };
  }

  @ParameterizedTest
  @MethodSource("damaged")
  void aDamagedStateIsAnErrorOfOneLineThatNamesTheFile(String json) {
    assertThatThrownBy(() -> TrainingState.fromJson(json, "a.zip"))
        .isInstanceOf(IOException.class)
        .satisfies(
            e -> {
              assertThat(e.getMessage()).startsWith("a.zip: the state of the training");
              assertThat(e.getMessage().lines()).hasSize(1);
            });
  }
}
