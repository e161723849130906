package org.attentionzoo.layers.precision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrecisionTest {
  private final String before = System.getProperty(Precision.PROPERTY);

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(Precision.PROPERTY);
    } else {
      System.setProperty(Precision.PROPERTY, before);
    }
  }

  @Test
  void theSystemPropertyNamesTheStandard() {
    System.clearProperty(Precision.PROPERTY);
    assertThat(Precision.standard()).isEqualTo(Precision.FLOAT32);
    System.setProperty(Precision.PROPERTY, " BF16 ");
    assertThat(Precision.standard()).isEqualTo(Precision.BF16);
    System.setProperty(Precision.PROPERTY, "fp8");
    assertThatThrownBy(Precision::standard)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "system property attentionzoo.precision: precision must be one of [float32, bf16,"
                + " int8], but is fp8");
  }

  @Test
  void namesDoNotDependOnTheLocale() {
    Locale standard = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(Precision.parse("INT8")).isEqualTo(Precision.INT8);
      assertThat(Precision.INT8).hasToString("int8");
    } finally {
      Locale.setDefault(standard);
    }
  }

  @Test
  void int8IsForDecodingOnly() {
    assertThat(Precision.INT8.ofTraining()).isEqualTo(Precision.FLOAT32);
    assertThat(Precision.BF16.ofTraining()).isEqualTo(Precision.BF16);
  }
}
