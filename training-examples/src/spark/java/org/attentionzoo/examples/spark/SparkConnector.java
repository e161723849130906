package org.attentionzoo.examples.spark;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.attentionzoo.examples.train.Cluster;

/** Reaches Spark clusters. */
public final class SparkConnector implements Cluster.Connector {

  @Override
  public Cluster connect(String master, Cluster.Corpus corpus, Cluster.Plan plan)
      throws IOException {
    JavaSparkContext spark =
        SparkSession.openForWorkers(master, "Attention Zoo: train", plan.workers());
    try {
      return new SparkCluster(spark, corpus, plan);
    } catch (IOException | RuntimeException e) {
      spark.close();
      throw e;
    }
  }
}
