package org.attentionzoo.examples.ui;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.attentionzoo.examples.train.TrainingUi;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.VertxUIServer;
import org.deeplearning4j.ui.api.UIServer;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;

/** DL4J's own pages: score, layers, parameters, updates, memory. */
public final class Dl4jTrainingUi implements TrainingUi {

  /** Batches between two points of the curves: histograms of all parameters take a while. */
  private static final int BATCHES = 10;

  @Override
  public Served serve(int port) throws IOException {
    UIServer server;
    try {
      server = VertxUIServer.getInstance(port, false, null);
    } catch (DL4JException e) {
      stop(); // or the next one would get this one, which does not listen
      throw new IOException(
          String.format(Locale.ROOT, "port %d cannot be used: %s", port, cause(e)), e);
    }
    InMemoryStatsStorage statistics = new InMemoryStatsStorage();
    server.attach(statistics);
    return new Pages(server, new StatsListener(statistics, BATCHES));
  }

  private static String cause(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return last.getMessage();
  }

  private record Pages(UIServer server, TrainingListener listener) implements Served {

    @Override
    public URI address() {
      return URI.create("http://localhost:" + server.getPort() + "/train");
    }

    @Override
    public void close() {
      stop();
    }
  }

  private static void stop() {
    try {
      UIServer.stopInstance();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("DL4J's UI server cannot be stopped", e);
    }
  }
}
