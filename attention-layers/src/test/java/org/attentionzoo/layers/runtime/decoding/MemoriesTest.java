package org.attentionzoo.layers.runtime.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.attentionzoo.layers.kernel.NativeMemory;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MemoriesTest {

  private final Memories memories = new Memories();

  private INDArray keys() {
    Map<String, INDArray> found = new LinkedHashMap<>();
    memories.forEach(found::put);
    return found.get("keys");
  }

  @Test
  void everyHypothesisFindsItsSentenceWithoutACopy() {
    INDArray given = Nd4j.rand(DataType.FLOAT, 3, 2, 4); // [N, S, size]
    memories.begin();
    memories.put("keys", given, true);
    memories.select(new int[] {0, 1, 2});
    memories.select(new int[] {2, 2, 0, 2, 0});

    assertThat(memories.rows().toIntMatrix())
        .isDeepEqualTo(new int[][] {{4, 5}, {4, 5}, {0, 1}, {4, 5}, {0, 1}});
    assertThat(keys().shape()).containsExactly(6, 4);
    assertThat(NativeMemory.bytes(keys()).address()).isEqualTo(NativeMemory.bytes(given).address());
  }

  @Test
  void theNextSentencesHaveMemoriesOfTheirOwn() {
    memories.begin();
    memories.put("keys", Nd4j.rand(DataType.FLOAT, 3, 2, 4), true);
    memories.select(new int[] {2});
    memories.begin();
    assertThat(memories.isEmpty()).isTrue();
    memories.put("keys", Nd4j.rand(DataType.FLOAT, 1, 5, 4), true);
    memories.select(new int[] {0});
    assertThat(memories.rows().toIntMatrix()).isDeepEqualTo(new int[][] {{0, 1, 2, 3, 4}});
  }
}
