package org.attentionzoo.examples.spark;

import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.attentionzoo.examples.options.SerializedObjects;

/** Connects to Spark. What is set as {@code -Dspark.…=} or by spark-submit stays. */
final class SparkSession {

  private SparkSession() {}

  /**
   * A connection, to be closed.
   *
   * @param name what Spark's pages call the job
   * @throws IOException if there is no such master; names it
   */
  static JavaSparkContext open(String master, String name) throws IOException {
    return open(new SparkConf(), master, name);
  }

  /**
   * A connection for workers that train at the same time, each with a part that stays where it is:
   * there is a core for each before the first part is made, so that no machine gets two parts while
   * another has none.
   */
  static JavaSparkContext openForWorkers(String master, String name, int workers)
      throws IOException {
    SparkConf conf = new SparkConf();
    int cores = workers * conf.getInt("spark.task.cpus", 1);
    conf.setIfMissing("spark.cores.max", "" + cores)
        .setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1") // for half a minute
        .setIfMissing("spark.locality.wait", "0"); // a part is sent sooner than waited for
    return open(conf, master, name);
  }

  private static JavaSparkContext open(SparkConf conf, String master, String name)
      throws IOException {
    SerializedObjects.expect(); // of the executors
    conf.setMaster(master)
        .setIfMissing("spark.app.name", name)
        .setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1") // as the commands run here
        .setIfMissing("spark.log.level", "WARN");
    if (!master.startsWith("local") && !conf.contains("spark.executor.extraClassPath")) {
      conf.set("spark.jars", Libraries.with(conf.get("spark.jars", "")));
    }
    try {
      return new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      throw new IOException("--spark " + master + ": " + e.getMessage(), e);
    }
  }
}
