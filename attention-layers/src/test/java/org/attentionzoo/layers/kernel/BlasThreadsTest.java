package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BlasThreadsTest {
  private static final int SET = 2;

  private int before;

  /** What OpenBLAS itself says, not what it was told through JavaCPP. */
  private static int threads() {
    Loader.load(openblas_nolapack.class);
    long address = Loader.addressof("openblas_get_num_threads").address();
    return Function.getFunction(new Pointer(address)).invokeInt(new Object[0]);
  }

  @BeforeEach
  void setThreads() {
    Nd4j.create(1).mmul(Nd4j.create(1)); // the backend sets its own number at the first product
    before = threads();
    openblas_nolapack.blas_set_num_threads(SET);
  }

  @AfterEach
  void restoreThreads() {
    openblas_nolapack.blas_set_num_threads(before);
  }

  @Test
  void oneThreadInsideAndAsFoundAfterwards() {
    assertThat(threads()).isEqualTo(SET);
    int outer = BlasThreads.enter();
    assertThat(threads()).isEqualTo(1);
    int inner = BlasThreads.enter();
    BlasThreads.exit(inner);
    assertThat(threads()).as("while one user is left").isEqualTo(1);
    BlasThreads.exit(outer);
    assertThat(threads()).isEqualTo(SET);
  }

  @Test
  void aProductLeavesTheSettingAsFound() {
    multiply();
    assertThat(threads()).isEqualTo(SET);
  }

  @Test
  void productsOfSeveralThreadsLeaveTheSettingAsFound() throws Exception {
    int callers = 4;
    ExecutorService pool = Executors.newFixedThreadPool(callers);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        all.add(
            pool.submit(
                () -> {
                  go.await();
                  for (int k = 0; k < 50; k++) {
                    multiply();
                  }
                  return null;
                }));
      }
      go.countDown();
      for (Future<?> f : all) {
        f.get();
      }
    } finally {
      pool.shutdown();
    }
    assertThat(threads()).isEqualTo(SET);
  }

  private static void multiply() {
    INDArray a = Nd4j.ones(DataType.FLOAT, 64, 32);
    INDArray b = Nd4j.ones(DataType.FLOAT, 32, 64);
    INDArray c = Nd4j.create(DataType.FLOAT, 64, 64);
    Gemm.multiply(Matrix.of(a), Matrix.of(b), Matrix.of(c));
    assertThat(c.getFloat(63, 63)).isEqualTo(32f);
  }
}
