package org.attentionzoo.examples.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaRDDLike;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingAggregationTuple;

/**
 * DL4J's parameter averaging of one round: each worker trains with what it is given, parameters and
 * updater states are averaged once at the end, and nothing is counted, moved or written for it.
 */
final class AveragingMaster extends ParameterAveragingTrainingMaster {

  private final CollectionAccumulator<StepRecord> records;

  /**
   * @param workers how many train
   * @param updates of each at most
   * @param records gets what each update was like
   */
  AveragingMaster(int workers, int updates, CollectionAccumulator<StepRecord> records) {
    super(
        new Builder(workers, 1)
            .batchSizePerWorker(1) // a ticket
            .averagingFrequency(updates)
            .repartionData(Repartition.Never)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .storageLevel(null)
            .saveUpdater(true));
    this.records = records;
  }

  /** A round fits into one of DL4J's splits, whatever it holds. */
  @Override
  protected <T, R extends JavaRDDLike<T, R>> long getTotalDataSetObjectCount(
      JavaRDDLike<T, R> tickets) {
    return 1;
  }

  @Override
  public ParameterAveragingTrainingWorker getWorkerInstance(SparkComputationGraph spark) {
    ComputationGraph network = spark.getNetwork();
    Broadcast<NetBroadcastTuple> state =
        spark.getSparkContext().broadcast(new SentNetwork(network));
    WorkerConfiguration configuration =
        new WorkerConfiguration(true, 1, batchSizePerWorker, averagingFrequency, 0, false);
    double clipping =
        ((AccumulatingUpdater) (Object) network.getUpdater()).options().get("maxNorm");
    return new BatchWorker(state, configuration, clipping, records);
  }

  /** As DL4J's, which sends sums number by number. */
  @Override
  protected void processResults(
      SparkDl4jMultiLayer none,
      SparkComputationGraph spark,
      JavaRDD<ParameterAveragingTrainingResult> results,
      int split,
      int splits) {
    ParameterAveragingAggregationTuple sum =
        results.treeAggregate(null, new SentSum.Add(), new SentSum.Combine(), aggregationDepth);
    int workers = sum.getAggregationsCount();
    ComputationGraph network = spark.getNetwork();
    network.setParams(sum.getParametersSum().divi(workers));
    if (sum.getUpdaterStateSum() != null) {
      network.getUpdater().setStateViewArray(sum.getUpdaterStateSum().divi(workers));
    }
    spark.setScore(sum.getScoreSum() / workers);
  }
}
