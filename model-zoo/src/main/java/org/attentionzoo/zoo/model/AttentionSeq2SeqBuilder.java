package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.check.Arguments;

/** Builds an {@link AttentionSeq2Seq}. */
public final class AttentionSeq2SeqBuilder extends RecurrentModelBuilder<AttentionSeq2SeqBuilder> {
  AttentionOrder order = AttentionOrder.BAHDANAU;
  Score score;
  Window window = Window.global();
  boolean bidirectional = true;
  boolean maxout = true;
  Long maxoutSize;
  Boolean inputFeeding;

  AttentionSeq2SeqBuilder() {}

  /** When the decoder attends, Bahdanau's order by default. */
  public AttentionSeq2SeqBuilder order(AttentionOrder order) {
    this.order = order;
    return this;
  }

  /** How states and memory are compared; {@code Additive} of size H by default. */
  public AttentionSeq2SeqBuilder score(Score score) {
    this.score = Arguments.given("score", score);
    return this;
  }

  /** Which source positions take part, all of them by default. */
  public AttentionSeq2SeqBuilder window(Window window) {
    this.window = window;
    return this;
  }

  /** Whether the encoder reads in both directions, as by default. */
  public AttentionSeq2SeqBuilder bidirectional(boolean bidirectional) {
    this.bidirectional = bidirectional;
    return this;
  }

  /**
   * Whether a maxout layer of {@code [s_{t-1}; c_t; y_t]} comes before the output layer (Bahdanau
   * et al. 2014, A.2.2), as by default, or the output layer reads {@code [s_t; c_t; y_t]}
   * (Bahdanau's order only).
   */
  public AttentionSeq2SeqBuilder maxout(boolean maxout) {
    this.maxout = maxout;
    return this;
  }

  /** l, the size of the maxout output (Bahdanau's order only), H / 2 by default. */
  public AttentionSeq2SeqBuilder maxoutSize(long maxoutSize) {
    this.maxoutSize = maxoutSize;
    return this;
  }

  /** Whether the cell reads the last attentional vector (Luong's order only), not by default. */
  public AttentionSeq2SeqBuilder inputFeeding(boolean inputFeeding) {
    this.inputFeeding = inputFeeding;
    return this;
  }

  @Override
  void complete() {
    super.complete();
    Arguments.given("order", order);
    Arguments.given("window", window);
    if (!maxout && order != AttentionOrder.BAHDANAU) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "maxout false needs order BAHDANAU, got %s", order));
    }
    if (maxoutSize != null) {
      if (!maxout) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "maxoutSize %d needs maxout true", maxoutSize));
      }
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
    if (bidirectional && reverseSource) {
      throw new IllegalArgumentException(
          "reverseSource has no meaning for a bidirectional encoder; set bidirectional(false)");
    }
  }

  @Override
  String sizes() {
    return super.sizes() + (maxoutSize == null ? "" : ", maxoutSize " + maxoutSize);
  }

  @Override
  public AttentionSeq2Seq build() {
    AttentionSeq2Seq model = new AttentionSeq2Seq(completed());
    model.conf(); // what the layers refuse is refused here
    return model;
  }
}
