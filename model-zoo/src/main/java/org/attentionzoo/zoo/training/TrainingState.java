package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Where a training stands, beside its network: part of each checkpoint. The field names are part of
 * the file.
 *
 * @param data the files it is trained with, their sizes and checksums
 * @param options what else decides how it goes on; null in checkpoints that were written without it
 * @param position the place of the next batch
 * @param lossSum loss of this epoch so far, summed over target tokens, in nats
 * @param tokens target tokens of this epoch so far
 * @param epochSeconds time of this epoch's updates so far
 * @param seconds time of the training so far, interruptions left out
 * @param history the epochs that have ended
 */
record TrainingState(
    String data,
    String options,
    BatchPosition position,
    double lossSum,
    long tokens,
    double epochSeconds,
    double seconds,
    List<HistoryEntry> history) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  TrainingState {
    if (data == null || position == null || history == null) {
      throw new IllegalArgumentException("data, position and history must be given");
    }
    Arguments.allGiven("history", history);
    history = List.copyOf(history);
  }

  /** Before the first batch. */
  static TrainingState start(String data, String options) {
    return new TrainingState(data, options, BatchPosition.START, 0, 0, 0, 0, List.of());
  }

  /** The same with other options. */
  TrainingState with(String others) {
    return new TrainingState(
        data, others, position, lossSum, tokens, epochSeconds, seconds, history);
  }

  /**
   * @throws IllegalArgumentException if the files or the options have changed; names both
   */
  void requireSame(String presentData, String presentOptions) {
    if (!withAsciiDigits(data).equals(withAsciiDigits(presentData))) {
      throw changed("data", data, presentData);
    }
    if (options != null && !options.equals(presentOptions)) {
      throw changed("options", options, presentOptions);
    }
  }

  private static IllegalArgumentException changed(String what, String before, String present) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the training cannot go on with other %s: it was %s and is %s",
            what,
            before,
            present));
  }

  /** Sizes were written in the digits of the machine's locale once. */
  private static String withAsciiDigits(String text) {
    return text.codePoints()
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + this + " as JSON", e);
    }
  }

  /**
   * @param name what messages call the JSON
   * @throws IOException if this is no such JSON
   */
  static TrainingState fromJson(String json, String name) throws IOException {
    try {
      TrainingState state = MAPPER.readValue(json, TrainingState.class);
      if (state == null) {
        throw new IOException(name + ": the state of the training: holds null");
      }
      return state;
    } catch (JsonProcessingException e) {
      String what = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new IOException(name + ": the state of the training: " + what, e);
    } catch (StackOverflowError e) {
      throw new IOException(name + ": the state of the training is nested too deeply", e);
    }
  }
}
