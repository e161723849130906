package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.attentionzoo.examples.report.Scores.LengthBucket;
import org.junit.jupiter.api.Test;

class LengthCurvesTest {

  @Test
  void aLengthThatHardlyAnySentenceHasIsLeftOut() {
    LineChart chart =
        LengthCurves.of(
            scores(
                1000,
                new LengthBucket(1, 10, 981, 40),
                new LengthBucket(11, 20, 10, 30),
                new LengthBucket(21, null, 9, 90)));
    assertThat(chart.categories()).containsExactly("1–10", "11–20");
    assertThat(chart.series().get(0).points())
        .extracting(LineChart.Point::note)
        .containsExactly("981 sentences", "10 sentences");
  }

  @Test
  void aFewSentencesAreDrawnWhereThereAreNoMore() {
    LineChart chart = LengthCurves.of(scores(2, new LengthBucket(3, 3, 2, 50)));
    assertThat(chart.isEmpty()).isFalse();
  }

  private static Scores scores(int sentences, LengthBucket... byLength) {
    return new Scores(
        "a model", "test", sentences, null, null, List.of(), null, null, List.of(byLength));
  }
}
