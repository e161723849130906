package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningCurveTest {

  @TempDir private Path folder;

  private final LearningCurve curve = new LearningCurve();

  @Test
  void oneEpochIsEnoughForAPicture() throws IOException {
    Path file = folder.resolve("curve.png");
    curve.add(1, 0.5, 0.25);
    curve.write(file, "title");
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(760);
  }

  @Test
  void noEpochIsAnError() {
    assertThatIllegalStateException().isThrownBy(() -> curve.write(folder.resolve("x.png"), ""));
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    curve.add(2, 0.5, 0.25);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> curve.add(2, 0.5, 0.25))
        .withMessage("Epoch 2 does not follow epoch 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> curve.add(3, Double.NaN, 0.25))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> curve.add(3, 0.5, 25))
        .withMessageContaining("25.0");
  }
}
