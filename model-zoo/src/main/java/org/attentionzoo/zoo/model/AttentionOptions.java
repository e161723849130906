package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.recurrent.Direction;
import org.attentionzoo.layers.recurrent.InitialState;
import org.attentionzoo.layers.recurrent.LuongOrder;

/** How a recurrent model attends; see {@link AttentionSeq2SeqBuilder} for each. */
record AttentionOptions(
    AttentionOrder order,
    Score score,
    Window window,
    boolean bidirectional,
    Long maxoutSize,
    Boolean inputFeeding) {

  AttentionOptions {
    Arguments.given("order", order);
    Arguments.given("window", window);
    if (maxoutSize != null) {
      Arguments.size("maxoutSize", maxoutSize);
      if (order != AttentionOrder.BAHDANAU) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "maxoutSize %d needs order BAHDANAU, got %s", maxoutSize, order));
      }
    }
    if (inputFeeding != null && order != AttentionOrder.LUONG) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "inputFeeding %s needs order LUONG, got %s", inputFeeding, order));
    }
  }

  String sizes() {
    return maxoutSize == null ? "" : ", maxoutSize " + maxoutSize;
  }

  /**
   * @throws IllegalArgumentException if a bidirectional encoder is to read backwards
   */
  Direction direction(boolean reverseSource) {
    if (bidirectional && reverseSource) {
      throw new IllegalArgumentException(
          "reverseSource has no meaning for a bidirectional encoder; set bidirectional(false)");
    }
    if (bidirectional) {
      return Direction.BOTH;
    }
    return reverseSource ? Direction.BACKWARD : Direction.FORWARD;
  }

  /** Bahdanau: from the backward state; Luong: the encoder's states, where the sizes agree. */
  InitialState initialState() {
    return order == AttentionOrder.LUONG && !bidirectional
        ? InitialState.ENCODER
        : InitialState.BRIDGE;
  }

  /** Whether the decoder reads states that are not part of the memory. */
  boolean needsStates() {
    return !bidirectional;
  }

  DecoderOrder decoderOrder(RecurrentOptions recurrent) {
    long units = recurrent.units();
    Alignment alignment =
        new Alignment(score == null ? new Additive(Math.toIntExact(units)) : score, window);
    if (order == AttentionOrder.LUONG) {
      return new LuongOrder(alignment, inputFeeding != null && inputFeeding, units);
    }
    return BahdanauOrder.maxout(
        alignment, maxoutSize == null ? Math.max(1, units / 2) : maxoutSize);
  }
}
