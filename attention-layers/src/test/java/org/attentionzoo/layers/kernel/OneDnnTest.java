package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

class OneDnnTest {
  /** Enough rows and columns for oneDNN to share them over threads of its own. */
  private static final int SIDE = 640;

  @BeforeEach
  void onlyWhereItIs() {
    assumeThat(OneDnn.available()).isTrue();
  }

  private static void multiply() {
    Matrix a = Matrix.of(Nd4j.ones(DataType.FLOAT, SIDE, SIDE));
    Matrix c = Matrix.of(Nd4j.create(DataType.FLOAT, SIDE, SIDE));
    Gemm.multiply(a, a, c);
    float[] row = new float[SIDE];
    c.read(SIDE - 1, row);
    assertThat(row).containsOnly(SIDE);
  }

  private static long nativeThreads() {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aProductLeavesTheSettingOfItsThreadAsFound() {
    multiply(); // ND4J sets its own number when it starts
    int before = OneDnn.threads();
    try {
      OneDnn.setThreads(3);
      multiply();
      assertThat(OneDnn.threads()).isEqualTo(3);
    } finally {
      OneDnn.setThreads(before);
    }
  }

  @Test
  void aProductLeavesNd4jsThreadsAsFound() {
    NativeOps nd4j = NativeOpsHolder.getInstance().getDeviceNativeOps();
    int before = nd4j.ompGetMaxThreads();
    multiply();
    assertThat(nd4j.ompGetMaxThreads()).isEqualTo(before);
  }

  /** Its team of threads belongs to the calling thread, so a new one has none yet. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aProductStartsNoThreadsOfItsOwn() throws Exception {
    ParallelRows.parallel(2, (from, to) -> multiply()); // the pool's threads exist from here on
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try {
      long more =
          caller
              .submit(
                  () -> {
                    OneDnn.setThreads(3);
                    multiplyAlone(); // its three threads stay
                    long before = nativeThreads();
                    OneDnn.setThreads(6);
                    multiply();
                    return nativeThreads() - before;
                  })
              .get();
      assertThat(more).isNotPositive();
    } finally {
      caller.shutdown();
    }
  }

  /** Without {@link Gemm}, so on as many threads as were set. */
  private static void multiplyAlone() {
    try (FloatPointer a = new FloatPointer(SIDE * (long) SIDE);
        FloatPointer c = new FloatPointer(SIDE * (long) SIDE)) {
      OneDnn.sgemm(false, false, SIDE, SIDE, SIDE, 1, a, SIDE, a, SIDE, 0, c, SIDE);
    }
  }

  @Test
  void withAvx2ColumnsOfElementsInTheSamePlaceAreLeftToOpenBlas() {
    assertThat(OneDnn.suitsAvx2(256, 1024, false, 256, false, 1024)).isFalse();
    assertThat(OneDnn.suitsAvx2(256, 1024, true, 1024, false, 1000)).isFalse();
    assertThat(OneDnn.suitsAvx2(64, 1024, false, 256, false, 1024)).as("few rows").isTrue();
    assertThat(OneDnn.suitsAvx2(640, 1024, false, 256, false, 1024)).as("copied").isTrue();
    assertThat(OneDnn.suitsAvx2(256, 1000, false, 256, false, 1000)).isTrue();
    assertThat(OneDnn.suitsAvx2(256, 1024, false, 256, true, 256)).isTrue();
  }

  @Test
  void withAvx512EveryProductIsItsOwn() {
    int bits = dnnl.dnnl_cpu_isa_avx512_core;
    assumeThat(dnnl.dnnl_get_effective_cpu_isa() & bits).isEqualTo(bits);
    assertThat(OneDnn.suits(256, 1024, 256, false, 256, false, 1024)).isTrue();
    assertThat(OneDnn.suits(256, 1024, 640, true, 1024, false, 1000)).isTrue();
  }

  @Test
  void anEmptySumIsLeftToOpenBlas() {
    assertThat(OneDnn.suits(4, 4, 0, false, 4, false, 4)).isFalse();
  }

  @Test
  void refusedSizesAreNamed() {
    try (FloatPointer a = new FloatPointer(16)) {
      assertThatThrownBy(
              () -> OneDnn.sgemm(false, false, 2, 3, 4, 1, a, 1, a, 3, 0, a, 3)) // rows overlap
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("[2, 4] with [4, 3]");
    }
  }
}
