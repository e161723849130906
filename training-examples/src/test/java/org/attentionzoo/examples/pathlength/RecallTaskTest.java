package org.attentionzoo.examples.pathlength;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.MultiDataSet;

class RecallTaskTest {

  private final RecallTask task = new RecallTask(5, 7);

  @Test
  void theAnswerIsTheSymbolThatTheDecoderIsAskedForAndNothingElseCounts() {
    MultiDataSet batch = task.batch(50, new Random(1));

    for (int n = 0; n < 50; n++) {
      int question = batch.getFeatures(1).getInt(n, 1);
      assertThat(batch.getFeatures(1).getInt(n, RecallTask.ANSWER)).isEqualTo(question);
      int place = question - 4 - 7; // after special tokens and symbols, from 0
      assertThat(place).isBetween(0, 4);
      assertThat(batch.getFeaturesMaskArray(0).getDouble(n, place)).isEqualTo(1);
      int token = batch.getFeatures(0).getInt(n, place);
      assertThat((token - 4) / 7).isEqualTo(place);
      assertThat(batch.getLabels(0).getInt(n, RecallTask.ANSWER)).isEqualTo(4 + (token - 4) % 7);
      assertThat(batch.getLabelsMaskArray(0).getRow(n).toDoubleVector())
          .containsExactly(0, 0, 1, 0);
    }
  }

  @Test
  void anExampleOfOnePlaceHasFullLength() {
    MultiDataSet batch = task.batch(20, 2, new Random(1));

    assertThat(batch.getFeaturesMaskArray(0).minNumber().intValue()).isEqualTo(1);
    for (int n = 0; n < 20; n++) {
      int token = batch.getFeatures(0).getInt(n, 1);
      assertThat(batch.getLabels(0).getInt(n, RecallTask.ANSWER)).isEqualTo(4 + (token - 4) % 7);
    }
  }

  @Test
  void theSameRandomNumbersGiveTheSameBatches() {
    RecallBatches batches = new RecallBatches(task, 3, 4, 9);
    RecallBatches same = new RecallBatches(task, 3, 4, 9);

    int count = 0;
    while (batches.hasNext()) {
      assertThat(batches.next().getFeatures(0)).isEqualTo(same.next().getFeatures(0));
      count++;
    }
    assertThat(count).isEqualTo(3);
  }

  @Test
  void noTokenOccursTwiceInASource() {
    int[] source = task.randomSource(5, new Random(3));

    assertThat(Arrays.stream(source).distinct().count()).isEqualTo(5);
    assertThat(Arrays.stream(source)).allMatch(id -> id >= 4 && id < task.sourceVocabulary());
  }
}
