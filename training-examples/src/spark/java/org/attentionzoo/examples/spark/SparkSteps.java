package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.attentionzoo.examples.train.Cluster;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.attentionzoo.zoo.batch.BatchStatistics;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.UnknownShare;
import org.attentionzoo.zoo.training.ParallelFit;
import org.attentionzoo.zoo.training.TrainingSteps;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Steps of a training on a cluster. A step is a round:
 *
 * <pre>
 * send parameters and updater state to the workers
 * each worker: up to averageEvery updates, with the next batches of its own part
 * parameters, state ← mean over the workers
 * </pre>
 *
 * <p>The place in the data counts the updates of each worker. Where one has no batch left in an
 * epoch, the others go on without it.
 */
final class SparkSteps implements TrainingSteps {

  private final JavaSparkContext spark;
  private final JavaRDD<EncodedPart> parts;
  private final Cluster.Plan plan;
  private final Sizes sizes;
  private final CollectionAccumulator<StepRecord> records;
  private final RoundLog log;
  private final JvmEnd end = new JvmEnd();
  private BatchPosition position;
  private long inEpoch;

  /**
   * @param parts one for each worker
   * @param sizes of all parts
   */
  SparkSteps(JavaSparkContext spark, JavaRDD<EncodedPart> parts, Cluster.Plan plan, Sizes sizes) {
    this.spark = spark;
    this.parts = parts;
    this.plan = plan;
    this.sizes = sizes;
    this.records = spark.sc().collectionAccumulator("updates");
    this.log = new RoundLog(plan.log());
    seek(BatchPosition.START);
  }

  @Override
  public PairCounts counts() {
    return sizes.counts();
  }

  @Override
  public UnknownShare unknown() {
    return sizes.unknown();
  }

  @Override
  public BatchStatistics statistics() {
    return sizes.statistics();
  }

  @Override
  public String options() {
    return String.format(
        Locale.ROOT, "%d workers averaged every %d updates", plan.workers(), plan.averageEvery());
  }

  @Override
  public BatchPosition position() {
    return position;
  }

  @Override
  public void seek(BatchPosition to) {
    int epoch = to.epoch();
    inEpoch =
        epoch == 0
            ? sizes.batches()
            : ask(() -> parts.map(part -> part.inEpoch(epoch)).reduce(Math::max));
    position = to;
  }

  @Override
  public boolean hasNext() {
    return position.batch() < inEpoch;
  }

  @Override
  public List<Step> next(ComputationGraph network, ParallelFit workers) {
    BatchPosition from = position;
    int updates = (int) Math.min(plan.averageEvery(), inEpoch - from.batch());
    ComputationGraphConfiguration place = network.getConfiguration();
    int epoch = place.getEpochCount();
    int iteration = place.getIterationCount();
    long begin = System.nanoTime();
    records.reset();
    SparkComputationGraph round =
        new SparkComputationGraph(
            spark, network, new AveragingMaster(plan.workers(), updates, records));
    JavaRDD<MultiDataSet> tickets = tickets(from.epoch(), from.batch(), updates);
    ask(() -> round.fitMultiDataSet(tickets));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    place.setEpochCount(epoch); // DL4J takes a round for an epoch
    place.setIterationCount(iteration + updates);
    position = new BatchPosition(from.epoch(), from.batch() + updates);
    List<StepRecord> done = List.copyOf(records.value());
    log.add(from, network, done, seconds);
    return List.of(mean(done, seconds));
  }

  /** For each worker its next batches. */
  private JavaRDD<MultiDataSet> tickets(int epoch, long first, int most) {
    return parts.flatMap(
        part ->
            part.batches(new BatchPosition(epoch, first), most).stream()
                .<MultiDataSet>map(Ticket::new)
                .iterator());
  }

  private static Step mean(List<StepRecord> done, double seconds) {
    long tokens = done.stream().mapToLong(StepRecord::tokens).sum();
    double loss = done.stream().mapToDouble(step -> step.loss() * step.tokens()).sum();
    return new Step(loss / tokens, tokens, seconds);
  }

  /** Has the cluster do something; what is stopped is no failure, and the training saves itself. */
  private <T> T ask(Failures.Job<T> job) {
    try {
      return Failures.plain(job);
    } catch (IOException | RuntimeException e) {
      if (end.hasBegun()) {
        throw new CancellationException("stopped");
      }
      throw e instanceof RuntimeException fault
          ? fault
          : new UncheckedIOException(e.getMessage(), (IOException) e);
    }
  }

  @Override
  public void close() {
    end.close();
    parts.unpersist();
  }
}
