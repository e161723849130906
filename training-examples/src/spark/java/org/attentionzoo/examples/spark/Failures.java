package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/** What went wrong on another machine, said as if it had been here. */
final class Failures {

  /** Spark says it in the middle of a stack trace; only what says which line of a file is. */
  private static final Pattern WRONG_INPUT =
      Pattern.compile("java\\.io\\.UncheckedIOException: (.+)");

  private Failures() {}

  /** Something that a cluster does. */
  @FunctionalInterface
  interface Job<T> {
    /** Does it. */
    T run() throws Exception;
  }

  /**
   * Runs a job.
   *
   * @throws IOException if the cluster gives up; says why
   */
  static <T> T plain(Job<T> job) throws IOException {
    try {
      return job.run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) { // SparkException, which Scala does not declare
      Matcher wrong = WRONG_INPUT.matcher("" + e.getMessage());
      throw new IOException(
          e instanceof SparkException && wrong.find() ? wrong.group(1) : "Spark: " + e.getMessage(),
          e);
    }
  }
}
