package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingStateTest {

  @Test
  void isReadAsItWasWritten() throws IOException {
    TrainingState state = TrainingState.start("a.tsv of 3 bytes", "seed 42");
    assertThat(TrainingState.fromJson(state.toJson(), "a.zip")).isEqualTo(state);
  }

  @Test
  void goesOnWithTheSameDataAndOptionsOnly() throws IOException {
    TrainingState state = TrainingState.start("a.tsv of 3 bytes", "seed 42");
    state.requireSame("a.tsv of 3 bytes", "seed 42");
    assertThatThrownBy(() -> state.requireSame("a.tsv of 4 bytes", "seed 42"))
        .hasMessage(
            "the training cannot go on with other data: it was a.tsv of 3 bytes and is a.tsv of 4"
                + " bytes");
    assertThatThrownBy(() -> state.requireSame("a.tsv of 3 bytes", "seed 1"))
        .hasMessage("the training cannot go on with other options: it was seed 42 and is seed 1");
  }

  @Test
  void aStateThatWasWrittenWithoutOptionsGoesOn() throws IOException {
    String json =
        "{\"data\":\"a\",\"position\":{\"epoch\":1,\"batch\":2},\"lossSum\":3.0,\"tokens\":4,"
            + "\"epochSeconds\":5.0,\"seconds\":6.0,\"history\":[{\"epoch\":1,\"step\":9,"
            + "\"seconds\":6.0,\"trainLoss\":2.5,\"validationLoss\":2.0,\"perplexity\":7.4,"
            + "\"bleu\":1.5,\"chrf\":12.5,\"learningRate\":0.001,\"tokensPerSecond\":100.0}]}";
    TrainingState state = TrainingState.fromJson(json, "a.zip");
    assertThat(state.position()).isEqualTo(new BatchPosition(1, 2));
    assertThat(state.history()).extracting(HistoryEntry::chrf).containsExactly(12.5);
    state.requireSame("a", "seed 42");
    assertThat(state.with("seed 42").options()).isEqualTo("seed 42");
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
