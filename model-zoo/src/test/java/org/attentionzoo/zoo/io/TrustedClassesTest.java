package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.updater.FastAdam;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedClassesTest {

  private final TrustedClasses standard = TrustedClasses.standard();

  @Test
  void partsOfNetworksAreTrusted() {
    assertThat(standard.trusts(Additive.class.getName())).isTrue();
    assertThat(standard.trusts(FastAdam.class.getName())).isTrue();
    assertThat(standard.trusts(LSTM.class.getName())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "StaticCanary",
        ".StaticCanary",
        "java.lang.Runtime",
        "org.attentionzoo.zoo.model.Transformer",
        "org.attentionzoo.layers.attention",
        "org.attentionzoo.layers.attention.more.Score",
        "org.attentionzoo.layers.attentionX.Score",
        "[Lorg.attentionzoo.layers.attention.Score;",
        "org.deeplearning4j.nn.conf.layers.LSTM<java.lang.Runtime>",
        "org.deeplearning4j.nn.conf.layers.samediff.X",
        "org/deeplearning4j/nn/conf/layers/LSTM",
        "org.deeplearning4j.nn.conf.layers.LSTM\n"
      })
  void nothingElseIs(String name) {
    assertThat(standard.trusts(name)).isFalse();
  }

  @Test
  void ownClassesAreAdded() {
    TrustedClasses more = standard.and(ArrayList.class).and(HashMap.class);
    assertThat(more.trusts("java.util.ArrayList")).isTrue();
    assertThat(more.trusts("java.util.HashMap")).isTrue();
    assertThat(more.trusts(File.class.getName())).isFalse();
    assertThat(more.trusts(LSTM.class.getName())).isTrue();
    assertThat(standard.trusts("java.util.ArrayList")).isFalse();
    assertThat(more)
        .hasToString("the standard classes and [java.util.ArrayList, java.util.HashMap]");
  }
}
