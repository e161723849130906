package org.attentionzoo.layers.runtime.dl4j;

import java.io.Serializable;
import org.attentionzoo.layers.check.Arguments;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;

/**
 * The network that the configuration of a vertex comes from, while it is copied or sent. DL4J
 * passes vertices by where it gives a copied network another updater, and its {@code clone()}
 * forgets how many iterations there were; a vertex makes up for that when it is instantiated, since
 * it then sees the old configuration and the new one.
 */
public final class Origin implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Of the vertex or of the one it is a copy of; null before the first network. It is sent along
   * with a configuration, since workers on other machines copy what they get.
   */
  private ComputationGraphConfiguration network;

  /** To be called for a copy of a configuration. */
  public void copiedFrom(Origin other) {
    network = Arguments.given("other", other).network;
  }

  /**
   * To be called before the vertex is made.
   *
   * @param options those of the vertex, which may change
   * @param now the network it will be in
   * @param initialize whether DL4J asks for new parameters: in transfer learning it does, in {@code
   *     ComputationGraph.clone()} it does not
   */
  public void instantiate(
      BaseLayer options, ComputationGraphConfiguration now, boolean initialize) {
    Arguments.given("options", options);
    Arguments.given("now", now);
    ComputationGraphConfiguration before = network;
    network = now;
    if (before == null) {
      return;
    }
    if (initialize) {
      FineTuned.apply(options, before, now);
    } else {
      now.setIterationCount(before.getIterationCount());
      now.setEpochCount(before.getEpochCount());
    }
  }
}
