package org.attentionzoo.layers.kernel;

import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;

/**
 * Decides whether plain Java kernels may take over from ND4J operations: on the native CPU backend,
 * whose buffers Java can read, unless the system property {@value #PROPERTY} is {@code false}.
 */
public final class Kernels {
  /** System property that switches the kernels off with {@code false}. */
  public static final String PROPERTY = "attentionzoo.kernels";

  private static final boolean NATIVE_CPU =
      Nd4j.getExecutioner().getClass().getSimpleName().equals("NativeOpExecutioner");

  private Kernels() {}

  /**
   * Whether they may, for what is being built: a graph, an updater. Whoever asks keeps the answer,
   * so a program may switch between two networks, but none changes its way halfway.
   */
  public static boolean enabled() {
    return !"false".equalsIgnoreCase(System.getProperty(PROPERTY)) && nativeCpu();
  }

  /** The debug line that says which kernels something uses: none are {@code []}. */
  public static void log(Logger log, String user, DataType type, List<String> kernels) {
    Arguments.given("log", log);
    log.debug("{} in {} uses the kernels {}", user, type, kernels);
  }

  /** Whether arrays live in memory that Java can read and copy directly: no choice, but a fact. */
  public static boolean nativeCpu() {
    return NATIVE_CPU;
  }
}
