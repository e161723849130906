package org.attentionzoo.layers;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Collects what the project logs, at debug and above, until it is closed. */
public final class DebugLines implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.attentionzoo");
  private final Level level = logger.getLevel();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  public DebugLines() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
  }

  /** Lines that say which kernels are used, so far. */
  public List<String> ofKernels() {
    List<String> lines = new ArrayList<>();
    for (ILoggingEvent event : appender.list) {
      if (event.getFormattedMessage().contains(" uses the kernels ")) {
        lines.add(event.getFormattedMessage());
      }
    }
    return lines;
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(level);
    logger.setAdditive(true);
  }
}
