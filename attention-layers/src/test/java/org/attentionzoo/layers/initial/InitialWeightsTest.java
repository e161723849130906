package org.attentionzoo.layers.initial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.weights.WeightInitUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class InitialWeightsTest {
  private static final long[] SHAPE = {40, 60};

  @ParameterizedTest
  @EnumSource(names = {"XAVIER", "XAVIER_UNIFORM"})
  void valuesAreThoseOfDl4jInAnArrayOfItsOwnAndInAView(WeightInit how) {
    INDArray expected = Nd4j.create(DataType.FLOAT, 2400);
    Nd4j.getRandom().setSeed(5);
    WeightInitUtil.initWeights(40, 60, new long[] {2400}, how, null, 'c', expected);
    INDArray own = Nd4j.create(DataType.FLOAT, SHAPE);
    INDArray wide = Nd4j.create(DataType.FLOAT, 40, 180);
    INDArray view = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(60, 120));
    for (INDArray matrix : new INDArray[] {own, view}) {
      Nd4j.getRandom().setSeed(5);
      InitialWeights.fill(matrix, how);
      assertThat(matrix.dup('c').reshape(2400)).isEqualTo(expected);
    }
    assertThat(wide.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 60)).amaxNumber().floatValue())
        .isZero();
  }

  @Test
  void bothHaveTheVarianceOfGlorotAndOneIsBounded() {
    INDArray normal = Nd4j.create(DataType.DOUBLE, 200, 300);
    INDArray uniform = Nd4j.create(DataType.DOUBLE, 200, 300);
    InitialWeights.glorotNormal(normal);
    InitialWeights.glorotUniform(uniform);
    assertThat(normal.varNumber().doubleValue()).isCloseTo(2.0 / 500, within(2e-4));
    assertThat(uniform.varNumber().doubleValue()).isCloseTo(2.0 / 500, within(2e-4));
    assertThat(uniform.amaxNumber().doubleValue()).isLessThan(Math.sqrt(6.0 / 500) + 1e-9);
    assertThat(normal.amaxNumber().doubleValue()).isGreaterThan(Math.sqrt(6.0 / 500) + 1e-2);
  }

  @Test
  void whatIsNoMatrixIsRefused() {
    assertThatThrownBy(() -> InitialWeights.glorotNormal(Nd4j.create(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rank of the matrix must be at least 2, but is 1");
    assertThatThrownBy(() -> InitialWeights.glorotNormal(null)).hasMessageContaining("matrix");
  }
}
