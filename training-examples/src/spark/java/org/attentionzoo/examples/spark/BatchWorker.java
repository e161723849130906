package org.attentionzoo.examples.spark;

import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** DL4J's worker with the updater of the training, which clips, and batches from tickets. */
final class BatchWorker extends ParameterAveragingTrainingWorker {

  private static final long serialVersionUID = 1L;

  private final double clipping;
  private final CollectionAccumulator<StepRecord> records;

  /**
   * @param sent configuration, parameters and updater state
   * @param clipping largest norm of the gradient, 0 for any
   * @param records gets what each update was like
   */
  BatchWorker(
      Broadcast<NetBroadcastTuple> sent,
      WorkerConfiguration configuration,
      double clipping,
      CollectionAccumulator<StepRecord> records) {
    super(sent, true, configuration, null, null, null);
    this.clipping = clipping;
    this.records = records;
  }

  @Override
  public ComputationGraph getInitialModelGraph() {
    ComputationGraph network = super.getInitialModelGraph();
    AccumulatingUpdater.install(network, 1, clipping);
    return network;
  }

  @Override
  public ParameterAveragingTrainingResult processMinibatch(
      MultiDataSet ticket, ComputationGraph network, boolean isLast) {
    MultiDataSet batch = ((Ticket) ticket).batch();
    long begin = System.nanoTime();
    ParameterAveragingTrainingResult result = super.processMinibatch(batch, network, isLast);
    records.add(
        new StepRecord(
            TaskContext.getPartitionId(),
            network.score(),
            batch.getLabelsMaskArray(0).sumNumber().longValue(),
            (System.nanoTime() - begin) * 1e-9));
    return result;
  }
}
