package org.attentionzoo.examples.spark;

import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.solvers.accumulation.encoding.threshold.FixedThresholdAlgorithm;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.parameterserver.training.SharedTrainingMaster;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.transport.impl.StaticPortSupplier;

/** A DL4J program of one's own: a Transformer, trained with shared gradients by two workers. */
final class SharedGradients {

  /** Half of what one process takes, as updates of both workers are added. */
  static final double LEARNING_RATE = 0.0025;

  private static final int WORKERS = 2;

  /** Of its media driver, which refuses what its own client asks for otherwise. */
  private static final String AERON = "aeron.publication.unblock.timeout";

  private SharedGradients() {}

  /**
   * Trains in one fit, and says the loss before and after it.
   *
   * @param arguments Spark's master, the UDP port, how often the batches are read
   */
  public static void main(String[] arguments) {
    System.setProperty(AERON, "45s");
    SparkConf conf = new SparkConf().setAppName("shared gradients").setMaster(arguments[0]);
    String options = "spark.executor.extraJavaOptions";
    conf.set(options, conf.get(options, "") + " -D" + AERON + "=45s");
    List<MultiDataSet> batches = CopyTask.batches(Integer.parseInt(arguments[2]));
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      JavaRDD<MultiDataSet> data =
          spark.parallelize(batches, WORKERS).mapPartitions(new Together(WORKERS));
      ComputationGraph net = CopyTask.net(LEARNING_RATE);
      SparkComputationGraph graph =
          new SparkComputationGraph(spark, net, master(Integer.parseInt(arguments[1])));
      say(net);
      say(graph.fitMultiDataSet(data));
    }
    System.exit(0); // Aeron's threads
  }

  private static SharedTrainingMaster master(int port) {
    VoidConfiguration network =
        VoidConfiguration.builder()
            .controllerAddress("127.0.0.1")
            .portSupplier(new StaticPortSupplier(port))
            .retransmitTimeout(20) // ms
            .build();
    return new SharedTrainingMaster.Builder(
            network, new FixedThresholdAlgorithm(LEARNING_RATE), CopyTask.BATCH)
        .batchSizePerWorker(CopyTask.BATCH)
        .workersPerNode(1)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .residualPostProcessor(null)
        .repartitioner(null) // batches stay where they wait for all workers
        .repartitionData(Repartition.Never)
        .storageLevel(null)
        .build();
  }

  private static void say(ComputationGraph net) {
    System.out.printf(Locale.ROOT, "loss %.3f%n", CopyTask.loss(net));
  }
}
