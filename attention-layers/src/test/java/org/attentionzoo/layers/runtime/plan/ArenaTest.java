package org.attentionzoo.layers.runtime.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ArenaTest {

  private final Arena arena = new Arena(DataType.FLOAT);

  @Test
  void memoryGivenBackServesTheNextArrayThatFits() {
    arena.begin();
    long first = arena.allocate(20);
    long second = arena.allocate(20);
    arena.release(first, 20);

    assertThat(arena.allocate(40)).as("does not fit").isEqualTo(second + 32);
    assertThat(arena.allocate(32)).as("fits").isEqualTo(first);
  }

  @Test
  void neighboursGivenBackAreOneHole() {
    arena.begin();
    long first = arena.allocate(16);
    long second = arena.allocate(16);
    long third = arena.allocate(16);
    arena.allocate(16);
    arena.release(first, 16);
    arena.release(third, 16);
    arena.release(second, 16);

    assertThat(arena.allocate(48)).isEqualTo(first);
    assertThat(arena.high()).isEqualTo(64);
  }

  @Test
  void everyArrayBeginsOnACacheLine() {
    arena.begin();

    assertThat(arena.allocate(1)).isZero();
    assertThat(arena.allocate(17)).isEqualTo(16);
    assertThat(arena.allocate(1)).isEqualTo(48);
  }

  @Test
  void arraysPastTheEndWorkUntilTheArenaHasGrown() {
    arena.begin();
    long offset = arena.allocate(4);
    INDArray before = arena.view(offset, new long[] {2, 2}).assign(3);

    assertThat(arena.overflowed()).isTrue();
    assertThat(before.sumNumber().doubleValue()).isEqualTo(12);

    arena.grow();
    arena.begin();
    INDArray after = arena.view(arena.allocate(4), new long[] {2, 2});

    assertThat(arena.overflowed()).isFalse();
    assertThat(NativeMemory.bytes(after).address())
        .isEqualTo(NativeMemory.bytes(arena.buffer()).address());
  }

  @Test
  void aMatrixKeptWhileTheArenaGrowsReadsNoFreedMemory() {
    arena.begin();
    arena.allocate(4);
    arena.grow();
    Matrix kept = Matrix.of(arena.view(0, new long[] {2, 2}));
    arena.begin();
    arena.allocate(1000);
    arena.grow();

    assertThatIllegalStateException()
        .isThrownBy(() -> kept.read(0, new float[2]))
        .withMessageContaining("freed");
  }

  @Test
  void anArenaThatWasClosedHandsOutNothing() {
    arena.begin();
    arena.allocate(4);
    arena.grow();
    INDArray array = arena.view(0, new long[] {4});
    arena.close();
    arena.close();

    assertThatIllegalStateException().isThrownBy(() -> NativeMemory.bytes(array));
    assertThatIllegalStateException()
        .isThrownBy(() -> arena.view(0, new long[] {4}))
        .withMessageContaining("closed");
    assertThatIllegalStateException().isThrownBy(arena::begin);
    assertThatIllegalStateException().isThrownBy(arena::grow);
  }
}
