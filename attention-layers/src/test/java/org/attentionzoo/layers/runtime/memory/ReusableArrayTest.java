package org.attentionzoo.layers.runtime.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ReusableArrayTest {
  @Test
  void smallerSizesReuseTheMemoryAndLargerOnesGrowIt() {
    ReusableArray array = new ReusableArray();
    INDArray large = array.of(DataType.FLOAT, 6, 5);
    long address = large.data().address();
    assertThat(array.of(DataType.FLOAT, 6, 5)).isSameAs(large);
    INDArray small = array.of(DataType.FLOAT, 2, 7);
    assertThat(small.data().address()).isEqualTo(address);
    assertThat(small.shape()).containsExactly(2, 7);
    assertThat(small.ordering()).isEqualTo('c');
    INDArray larger = array.of(DataType.FLOAT, 9, 9);
    larger.assign(3);
    assertThat(larger.sumNumber().doubleValue()).isEqualTo(243);
  }

  @Test
  void anotherTypeOrAClosedArrayAllocatesAgain() {
    ReusableArray array = new ReusableArray();
    array.of(DataType.FLOAT, 2, 2);
    assertThat(array.of(DataType.DOUBLE, 2, 2).dataType()).isEqualTo(DataType.DOUBLE);
    array.close();
    assertThat(array.of(DataType.DOUBLE, 2, 2).assign(1).sumNumber().doubleValue()).isEqualTo(4);
  }
}
