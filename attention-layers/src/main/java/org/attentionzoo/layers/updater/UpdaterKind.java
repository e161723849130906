package org.attentionzoo.layers.updater;

import java.util.Map;
import java.util.ServiceLoader;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A kind of {@link DirectUpdater} that model zips know by its name, so that a loaded network has
 * the one that it was saved with. Kinds are found as services.
 */
public interface UpdaterKind {

  /** The name in zips, which may never change: {@link DirectUpdater#kind()} of its updaters. */
  String name();

  /**
   * Puts such an updater into an initialised network; the state of the present one is kept.
   *
   * @param options as {@link DirectUpdater#options()} tells them
   * @throws IllegalArgumentException if one is missing or out of its range; names it
   */
  void install(ComputationGraph network, Map<String, Double> options);

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static UpdaterKind of(String name) {
    Arguments.given("name", name);
    for (UpdaterKind kind :
        ServiceLoader.load(UpdaterKind.class, UpdaterKind.class.getClassLoader())) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("there is no updater of the kind \"" + name + "\" here");
  }
}
