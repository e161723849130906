package org.attentionzoo.examples.train;

import java.util.Locale;
import org.attentionzoo.zoo.model.Tying;

/** Which tables are one. */
enum TyingKind {
  NONE(Tying.NONE),
  TARGET(Tying.TARGET_AND_OUTPUT),
  ALL(Tying.ALL);

  private final Tying tying;

  TyingKind(Tying tying) {
    this.tying = tying;
  }

  Tying tying() {
    return tying;
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
