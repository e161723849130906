package org.attentionzoo.examples.fetch;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.attentionzoo.zoo.download.Download;

/** On a terminal a bar with the time left, anywhere else nothing. */
public final class DownloadDisplay implements Download.Progress, AutoCloseable {

  private static final int BAR_WIDTH = 100;
  private static final int UPDATE_MILLIS = 200;

  private final String name;
  private final boolean terminal;
  private ProgressBar bar;

  /**
   * @param name of the file
   * @param terminal whether somebody watches
   */
  public DownloadDisplay(String name, boolean terminal) {
    this.name = name;
    this.terminal = terminal;
  }

  @Override
  public void at(long bytes, long total) {
    if (!terminal) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .setUnit(" kB", 1000)
              .startsFrom(bytes, Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_WIDTH))
              .clearDisplayOnFinish()
              .build();
    }
    bar.stepTo(bytes);
  }

  /** Removes the bar. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
