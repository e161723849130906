package org.attentionzoo.examples.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
    SerializedObjects.expect(); // of the executors
    SparkConf conf =
        new SparkConf()
            .setMaster(master)
            .setIfMissing("spark.app.name", name)
            .setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1") // as the commands run here
            .setIfMissing("spark.log.level", "WARN");
    if (!master.startsWith("local") && !conf.contains("spark.executor.extraClassPath")) {
      conf.setIfMissing("spark.jars", jars());
    }
    try {
      return new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      throw new IOException("--spark " + master + ": " + e.getMessage(), e);
    }
  }

  /** What executors lack: everything but Spark itself, with what it brings. */
  private static String jars() {
    Stream<Path> files =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .flatMap(SparkSession::withLibraries);
    return String.join(",", files.filter(SparkSession::isOurs).map(Path::toString).toList());
  }

  /** A jar, and those that its manifest names: they lie in the folder lib beside it. */
  private static Stream<Path> withLibraries(Path jar) {
    Path libraries = jar.resolveSibling("lib");
    if (!Files.isDirectory(libraries)) {
      return Stream.of(jar);
    }
    try (Stream<Path> more = Files.list(libraries)) {
      return Stream.concat(Stream.of(jar), more.toList().stream());
    } catch (IOException e) {
      throw new IllegalStateException(libraries + " cannot be read", e);
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jar")
        && !name.matches("(spark|scala|hadoop|zookeeper|netty|log4j|jul-to|jcl-over|slf4j)-.*");
  }
}
