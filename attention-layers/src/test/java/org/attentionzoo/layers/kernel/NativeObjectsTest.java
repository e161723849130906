package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.attentionzoo.layers.precision.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** oneDNN's objects, which are no garbage to the JVM: their number has a limit. */
@EnabledOnOs(OS.LINUX)
class NativeObjectsTest {

  /** MB that come and go in this program; what is tested leaks four times as much and more. */
  private static final double NOISE = 8;

  private static double residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssAnon:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
      }
    }
    throw new IOException("no RssAnon");
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  private static double growth(int count, Step step) throws Exception {
    for (int i = 0; i < count / 4; i++) {
      step.run(); // memory that stays, and what the JIT needs
    }
    touchHeap();
    double before = residentMegabytes();
    for (int i = 0; i < count; i++) {
      step.run();
    }
    return residentMegabytes() - before;
  }

  /** Makes the heap's part for new objects resident, which would else grow with the test. */
  private static void touchHeap() {
    long collections = collections();
    while (collections() < collections + 3) {
      Reference.reachabilityFence(new byte[1 << 20]);
    }
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static void assumeAvailable(Precision precision) {
    assumeThat(Factors.available(precision)).isTrue();
  }

  private static Matrix random(int rows, int columns) {
    return Matrix.of(Nd4j.randn(DataType.FLOAT, rows, columns).dup('c'));
  }

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BF16", "INT8"})
  void weightsThatArePackedAndFreedLeaveNothing(Precision precision) throws Exception {
    assumeAvailable(precision);
    Matrix w = random(64, 64);
    double growth = growth(5000, () -> PackedWeight.of(w, false, precision, false).close());
    assertThat(growth).isLessThan(NOISE);
  }

  @Test
  void threadsThatNarrowedNumbersLeaveNothing() throws Exception {
    assumeAvailable(Precision.BF16);
    Matrix from = random(1, 4095); // twelve powers of two
    Matrix to = random(1, 4095);
    double growth =
        growth(
            1000,
            () -> {
              Thread thread = new Thread(() -> Narrowing.BF16.copy(from, to.pointer().address()));
              thread.start();
              thread.join();
            });
    assertThat(growth).isLessThan(NOISE);
  }

  /** As batches and hypotheses come and go in decoding. */
  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BF16", "INT8"})
  void productsOfAnyNumberOfRowsAreFifteenForAWeight(Precision precision) {
    assumeAvailable(precision);
    int before = PackedProduct.count();
    try (PackedWeight weight = PackedWeight.of(random(47, 53), false, precision, false)) {
      for (int rows : new Random(1).ints(1, 300).distinct().limit(200).toArray()) {
        weight.multiply(random(rows, 47), 0, null, random(rows, 53));
      }
    }
    // a slice a thread, of two sizes
    assertThat(PackedProduct.count() - before).isBetween(15, 30);
  }
}
