package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Several listeners, in their order. */
record Listeners(List<ProgressListener> all) implements ProgressListener {

  Listeners {
    all = List.copyOf(all);
  }

  @Override
  public void begin() throws IOException {
    for (ProgressListener each : all) {
      each.begin();
    }
  }

  @Override
  public void batch(Progress progress) {
    all.forEach(each -> each.batch(progress));
  }

  @Override
  public void validating() {
    all.forEach(ProgressListener::validating);
  }

  @Override
  public void epoch(EpochEnd end) throws IOException {
    for (ProgressListener each : all) {
      each.epoch(end);
    }
  }

  @Override
  public void checkpoint(Path file) {
    all.forEach(each -> each.checkpoint(file));
  }

  @Override
  public void limit(StopReason reason, String text) {
    all.forEach(each -> each.limit(reason, text));
  }

  @Override
  public void average(int checkpoints, HistoryEntry entry) {
    all.forEach(each -> each.average(checkpoints, entry));
  }
}
