package org.attentionzoo.examples.train;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.deeplearning4j.optimize.api.TrainingListener;

/**
 * Pages that show a training while it runs. DL4J's are 62 more jars, so they are in a build of
 * their own (profile {@code ui}), and found by {@link ServiceLoader}.
 */
public interface TrainingUi {

  /** Where DL4J's pages are unless told otherwise. */
  int DEFAULT_PORT = 9000;

  /** Pages that are being served until this is closed. */
  interface Served extends AutoCloseable {

    /** Where to look at them. */
    URI address();

    /** Gets the network's statistics onto the pages. */
    TrainingListener listener();

    @Override
    void close();
  }

  /**
   * Starts to serve the pages.
   *
   * @param port TCP port, 1 to 65535
   * @throws IOException if it is taken or may not be used; names it
   */
  Served serve(int port) throws IOException;

  /**
   * The pages of this build.
   *
   * @throws IllegalArgumentException if it has none; says how to get them
   */
  static TrainingUi ofThisBuild() {
    return find()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--ui: this build is without DL4J's training UI; build with -Pui to have it:"
                        + " mvn -q -Dfast -DskipTests -Pui package"));
  }

  /** The pages of this build, if it has some. */
  static Optional<TrainingUi> find() {
    try {
      return ServiceLoader.load(TrainingUi.class).findFirst();
    } catch (ServiceConfigurationError leftFromAnEarlierBuild) {
      return Optional.empty();
    }
  }
}
