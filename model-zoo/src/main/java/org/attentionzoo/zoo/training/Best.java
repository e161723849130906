package org.attentionzoo.zoo.training;

import java.util.List;
import java.util.Locale;

/** What makes one epoch better than another; among equals the smaller validation loss does. */
public enum Best {
  /** Higher BLEU. */
  BLEU {
    @Override
    double value(HistoryEntry entry) {
      return entry.bleu();
    }
  },
  /** Higher chrF. */
  CHRF {
    @Override
    double value(HistoryEntry entry) {
      return entry.chrf();
    }
  },
  /** Smaller loss. */
  LOSS {
    @Override
    double value(HistoryEntry entry) {
      return -entry.validationLoss();
    }
  };

  abstract double value(HistoryEntry entry);

  boolean isBetter(HistoryEntry entry, HistoryEntry than) {
    int compared = Double.compare(value(entry), value(than));
    return compared > 0 || (compared == 0 && entry.validationLoss() < than.validationLoss());
  }

  /** The place of the best epoch, the earliest of equals; -1 in an empty history. */
  int index(List<HistoryEntry> history) {
    int best = -1;
    for (int i = 0; i < history.size(); i++) {
      if (best < 0 || isBetter(history.get(i), history.get(best))) {
        best = i;
      }
    }
    return best;
  }

  /** In lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
