package org.attentionzoo.layers.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class NativeMemoryTest {

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE", "INT", "LONG", "BOOL", "HALF"})
  void isWhereNd4jSaysThatTheArrayIs(DataType type) {
    INDArray whole = Nd4j.create(type, 6, 5, 4);
    INDArray slice = whole.slice(2);
    Map<String, INDArray> arrays =
        Map.of(
            "whole", whole,
            "slice", slice,
            "slice of a slice", slice.slice(3),
            "permuted", slice.permute(1, 0),
            "interval", whole.get(NDArrayIndex.interval(1, 4)),
            "scalar", Nd4j.scalar(type, 1),
            "made of a view's buffer",
                Nd4j.create(slice.data(), new long[] {2, 2}, new long[] {2, 1}, 24, 'c', type));
    arrays.forEach(NativeMemoryTest::assertSameAddress);
  }

  @Test
  void isWhereTheArrayIsInAWorkspace() {
    WorkspaceConfiguration configuration =
        WorkspaceConfiguration.builder().initialSize(1 << 16).build();
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(configuration, "native memory test")) {
      Nd4j.create(DataType.FLOAT, 3);
      INDArray array = Nd4j.create(DataType.FLOAT, 4, 5);
      assertSameAddress("array", array);
      assertSameAddress("slice", array.slice(2));
    }
  }

  private static void assertSameAddress(String name, INDArray array) {
    assertEquals(
        array.data().addressPointer().address(), NativeMemory.bytes(array).address(), name);
  }

  @Test
  void aPointerReadsTheElements() {
    assertEquals(5f, NativeMemory.floats(Nd4j.arange(9).reshape(3, 3).slice(1)).get(2));
  }

  @Test
  void numbersAreReadAndWrittenInOneGo() {
    INDArray array = Nd4j.createFromArray(new int[][] {{1, 2}, {3, 4}, {5, 6}});
    assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, NativeMemory.elements(array));
    assertArrayEquals(new int[] {3, 4}, NativeMemory.elements(array.slice(1)));
    NativeMemory.write(array.slice(1), new int[] {7, 8});
    assertArrayEquals(new int[] {1, 2, 7, 8, 5, 6}, NativeMemory.elements(array));

    int[] three = new int[3];
    assertThrows(IllegalArgumentException.class, () -> NativeMemory.write(array, three));
    INDArray gaps = array.transpose();
    assertThrows(IllegalArgumentException.class, () -> NativeMemory.elements(gaps));
    assertThrows(IllegalArgumentException.class, () -> NativeMemory.write(gaps, new int[6]));
  }

  @Test
  void aBufferIsAsLongAsItsArrayAlsoWhereAnotherBegins() {
    INDArray array = Nd4j.create(DataType.FLOAT, 8, 3);
    for (int round = 0; round < 2; round++) {
      for (int length : new int[] {24, 3, 12}) {
        FloatBuffer buffer = NativeMemory.buffer(NativeMemory.floats(array), length);
        buffer.put(length - 1, round + length);
        assertEquals(round + length, array.getFloat((length - 1) / 3, (length - 1) % 3));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.get(length));
      }
    }
  }

  @Test
  void aClosedArrayIsAnErrorAlsoThroughAView() {
    INDArray whole = Nd4j.create(DataType.FLOAT, 4, 4);
    INDArray view = whole.slice(1);
    whole.close();
    assertThrows(IllegalStateException.class, () -> NativeMemory.floats(whole));
    assertThrows(IllegalStateException.class, () -> Matrix.of(view));
  }
}
