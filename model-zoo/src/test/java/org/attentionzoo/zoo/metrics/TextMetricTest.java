package org.attentionzoo.zoo.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of sacreBLEU 2.6.0. */
class TextMetricTest {

  private static final List<String> HYPOTHESES = List.of("a b c d", "", "the cat sat");
  private static final List<String> FIRST = List.of("a b c d", "x y z", "");
  private static final List<String> SECOND = List.of("a b c e", "x y w", "the cat sat");

  @Test
  void anEmptyTextIsAnEmptyReference() {
    assertScore(Bleu.standard(), 1, 69.14415692838826, FIRST);
    assertScore(ChrF.standard(), 1, 75.32861476238625, FIRST);
    assertScore(ChrF.plusPlus(), 1, 71.57429445766745, FIRST);
    assertScore(Ter.standard(), 1, 85.71428571428571, FIRST);
  }

  @Test
  void anEmptyReferenceCountsBesideOthers() {
    assertScore(Bleu.standard(), 2, 65.14390575310559, FIRST, SECOND);
    assertScore(ChrF.standard(), 2, 94.02752024982921, FIRST, SECOND);
    assertScore(ChrF.plusPlus(), 2, 89.45873263711437, FIRST, SECOND);
    assertScore(Ter.standard(), 2, 35.294117647058826, FIRST, SECOND);
  }

  @Test
  void textsAreComparedWithNothing() {
    for (TextMetric metric : List.of(Bleu.standard(), ChrF.standard(), Ter.standard())) {
      assertThat(metric.sentence("", List.of("")).value()).isZero();
    }
    assertThat(Ter.standard().sentence("a", List.of("")).value()).isEqualTo(100);
    assertThat(ChrF.standard().sentence("a", List.of("")).value()).isZero();
    assertThat(Ter.standard().sentence("a b", List.of("a b", "")).value()).isZero();
  }

  @Test
  void nullIsNoReference() {
    List<String> some = Arrays.asList(null, "x y w", "the cat sat");
    MetricValue score = Ter.standard().corpus(HYPOTHESES, List.of(FIRST, some));
    assertThat(score.signature()).startsWith("nrefs:var|");
    assertThat(score.value())
        .isEqualTo(Ter.standard().corpus(HYPOTHESES, List.of(FIRST, withFirst(some))).value());
  }

  private static List<String> withFirst(List<String> some) {
    return List.of(FIRST.get(0), some.get(1), some.get(2));
  }

  @SafeVarargs
  private static void assertScore(
      TextMetric metric, int references, double expected, List<String>... streams) {
    MetricValue score = metric.corpus(HYPOTHESES, List.of(streams));
    assertThat(score.value()).isCloseTo(expected, within(1e-9));
    assertThat(score.signature()).startsWith("nrefs:" + references + '|');
  }
}
