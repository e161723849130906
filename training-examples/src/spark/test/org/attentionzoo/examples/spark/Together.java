package org.attentionzoo.examples.spark;

import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.parameterserver.distributed.v2.ModelParameterServer;

/**
 * A worker's batches, the first of which waits until all workers are there: who joins late never
 * hears of the updates before, and its gradients are those of another network from then on.
 */
final class Together implements FlatMapFunction<Iterator<MultiDataSet>, MultiDataSet> {
  private static final long serialVersionUID = 1L;

  private static final int POLL_MS = 20;

  private final int workers;

  /**
   * @param workers how many there will be, of one thread each
   */
  Together(int workers) {
    this.workers = workers;
  }

  @Override
  public Iterator<MultiDataSet> call(Iterator<MultiDataSet> batches) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public MultiDataSet next() {
        await();
        return batches.next();
      }
    };
  }

  private void await() {
    ModelParameterServer server = ModelParameterServer.getInstance();
    if (!server.isInitialized()) {
      return; // batches are only counted
    }
    while (server.getTransport().totalNumberOfNodes() <= workers) { // the driver is a node
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted before all workers were there", e);
      }
    }
  }
}
