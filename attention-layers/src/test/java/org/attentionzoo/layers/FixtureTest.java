package org.attentionzoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

class FixtureTest {
  private final Fixture fixture = Fixture.load("cross_entropy_smoothed_masked");

  @Test
  void loadsDoublesAndInt64AsStored() {
    assertThat(fixture.get("hidden").dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(fixture.get("hidden").shape()).containsExactly(3, 4, 5);
    assertThat(fixture.get("labels").dataType()).isEqualTo(DataType.INT64);
    assertThat(fixture.get("mask").toDoubleMatrix()[1]).containsExactly(1, 1, 0, 0);
  }

  @Test
  void valuesAgreeWithEachOther() {
    INDArray logits =
        fixture.get("hidden").reshape(12, 5).mmul(fixture.get("W")).addRowVector(fixture.get("b"));
    Fixture.assertClose(
        "softmax", Transforms.softmax(logits).reshape(3, 4, 7), fixture.get("out"), 1e-12);
  }

  @Test
  void getReturnsACopy() {
    fixture.get("hidden").assign(9);
    assertThat(fixture.get("hidden").maxNumber().doubleValue()).isLessThan(9);
  }

  @Test
  void anUnknownCaseOrArrayIsNamed() {
    assertThatThrownBy(() -> Fixture.load("nothing")).hasMessageContaining("nothing.npz");
    assertThatThrownBy(() -> fixture.get("beta")).hasMessageContaining("beta");
  }

  @Test
  void assertCloseFailsOnADifferenceAndOnNaN() {
    INDArray array = fixture.get("hidden");
    assertThatThrownBy(() -> Fixture.assertClose("x", array.add(1e-4), array, 1e-5))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> Fixture.assertClose("x", array.mul(Double.NaN), array, 1e-5))
        .isInstanceOf(AssertionError.class);
  }
}
