package org.attentionzoo.layers.fused;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.layers.runtime.PlanFunction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class AdditiveScoresTest {
  private static final int SIZE = 5;

  /** A key that nothing pays attention to, whatever it holds, changes no gradient. */
  @Test
  void aKeyWithoutGradientMayBeNan() {
    INDArray query = Nd4j.rand(DataType.FLOAT, 1, 2, SIZE);
    INDArray keys = Nd4j.rand(DataType.FLOAT, 1, 3, SIZE);
    INDArray v = Nd4j.rand(DataType.FLOAT, SIZE, 1);
    INDArray[] expected = gradients(query, keys, v);
    for (int j = 0; j < SIZE; j++) {
      keys.putScalar(new int[] {0, 1, j}, Float.NaN);
    }
    INDArray[] actual = gradients(query, keys, v);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isEqualTo(expected[i]);
    }
  }

  /** Of query, keys and v, where key 1 has none. */
  private static INDArray[] gradients(INDArray query, INDArray keys, INDArray v) {
    INDArray[] inputs = {query, keys, v};
    INDArray[] gradients = new INDArray[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      gradients[i] = Nd4j.create(DataType.FLOAT, inputs[i].shape());
    }
    INDArray ofScores = Nd4j.createFromArray(0.5f, 0f, -1f, 2f, 0f, 1f).reshape(1, 2, 3);
    new AdditiveScores()
        .newInstance()
        .backward(
            new PlanFunction.Call(
                inputs,
                new INDArray[1],
                new INDArray[] {ofScores},
                gradients,
                new PlanFunction.Pass(true, 0)));
    return gradients;
  }
}
