package org.attentionzoo.examples.spark;

import java.io.Serializable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;

/** What each worker of a round begins with, serialized as {@link SentArray}s. */
final class SentNetwork extends NetBroadcastTuple {
  private static final long serialVersionUID = 1L;

  SentNetwork(ComputationGraph network) {
    super(network.getConfiguration(), network.params(), network.getUpdater().getStateViewArray());
  }

  private Object writeReplace() {
    return new Form(
        getGraphConfiguration(), SentArray.of(getParameters()), SentArray.of(getUpdaterState()));
  }

  private record Form(
      ComputationGraphConfiguration configuration, SentArray parameters, SentArray state)
      implements Serializable {

    private Object readResolve() {
      return new NetBroadcastTuple(configuration, SentArray.get(parameters), SentArray.get(state));
    }
  }
}
