package org.attentionzoo.examples.spark;

/**
 * Whether the JVM is about to end, as after Ctrl-C: Spark ends its jobs then, which are no
 * failures.
 */
final class JvmEnd implements AutoCloseable {

  private final Thread hook = new Thread(() -> begun = true, "jvm-end");
  private volatile boolean begun;

  JvmEnd() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  boolean hasBegun() {
    return begun;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // it has run
    }
  }
}
