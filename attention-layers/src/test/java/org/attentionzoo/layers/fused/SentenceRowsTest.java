package org.attentionzoo.layers.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.PlanFunction.Pass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** What is read where it lies gives the same as its copy. */
class SentenceRowsTest {

  private static final int SIZE = 70; // a block of additive attention has fewer than S positions
  private static final int S = 61;
  private static final int[] SENTENCES = {2, 0, 0, 2};

  private final INDArray memory = Nd4j.rand(DataType.FLOAT, 3 * S, SIZE).subi(0.5);
  private final INDArray rows = Nd4j.create(DataType.INT32, SENTENCES.length, S);

  SentenceRowsTest() {
    for (int n = 0; n < SENTENCES.length; n++) {
      for (int s = 0; s < S; s++) {
        rows.putScalar(n, s, SENTENCES[n] * S + s);
      }
    }
  }

  private INDArray copy() {
    INDArray copy = Nd4j.create(DataType.FLOAT, SENTENCES.length, S, SIZE);
    for (int n = 0; n < SENTENCES.length; n++) {
      for (int s = 0; s < S; s++) {
        copy.slice(n).putRow(s, memory.getRow(SENTENCES[n] * S + s));
      }
    }
    return copy;
  }

  private static INDArray run(PlanFunction function, INDArray... inputs) {
    LongShapeDescriptor shape = function.outputShapes(Arrays.asList(inputs)).get(0);
    INDArray output = Nd4j.create(shape.dataType(), shape.getShape());
    function.newInstance().forward(inputs, new INDArray[] {output}, new Pass(false, 0));
    return output;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void giveTheBitsOfTheirCopy(int t) {
    INDArray query = Nd4j.rand(DataType.FLOAT, SENTENCES.length, t, SIZE).subi(0.5);
    INDArray weights = Nd4j.rand(DataType.FLOAT, SENTENCES.length, t, S);
    INDArray v = Nd4j.rand(DataType.FLOAT, SIZE, 1);
    assertThat(run(new BatchProduct(true), query, memory, rows))
        .isEqualTo(run(new BatchProduct(true), query, copy()));
    assertThat(run(new BatchProduct(false), weights, memory, rows))
        .isEqualTo(run(new BatchProduct(false), weights, copy()));
    assertThat(run(new AdditiveScores(), query, memory, v, rows))
        .isEqualTo(run(new AdditiveScores(), query, copy(), v));
  }

  @Test
  void manyQueriesAreRightToo() {
    INDArray query = Nd4j.rand(DataType.FLOAT, SENTENCES.length, 9, SIZE).subi(0.5);
    INDArray expected = run(new BatchProduct(true), query, copy()); // a product of BLAS
    INDArray scores = run(new BatchProduct(true), query, memory, rows);
    assertThat(scores.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  @Test
  void aRowThatIsNotThereIsNamed() {
    rows.putScalar(1, 5, 3 * S);
    INDArray query = Nd4j.rand(DataType.FLOAT, SENTENCES.length, 1, SIZE);
    INDArray v = Nd4j.rand(DataType.FLOAT, SIZE, 1);
    for (List<INDArray> inputs :
        List.of(List.of(query, memory, rows), List.of(query, memory, v, rows))) {
      PlanFunction function = inputs.size() == 3 ? new BatchProduct(true) : new AdditiveScores();
      assertThatThrownBy(() -> run(function, inputs.toArray(INDArray[]::new)))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("rows 183 to 184 of a matrix with 183");
    }
  }
}
