package org.attentionzoo.zoo.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTrainingTest {

  private static final int PAIRS = 60;

  @TempDir Path folder;

  @Test
  void fitTakesOneEpochAfterAnother() throws IOException {
    try (EncodedCorpus corpus = CorpusFixture.numbered(folder, PAIRS);
        BatchIterator iterator = iterator(corpus)) {
      ComputationGraph network = network();
      network.fit(iterator, 2);
      assertThat(network.getIterationCount()).isEqualTo(8);
      assertThat(iterator.position()).isEqualTo(new BatchPosition(1, 4));
    }
  }

  @Test
  void aTrainingThatGoesOnFromAPositionEqualsOneThatNeverStopped() throws IOException {
    try (EncodedCorpus corpus = CorpusFixture.numbered(folder, PAIRS);
        BatchIterator whole = iterator(corpus);
        BatchIterator before = iterator(corpus);
        BatchIterator after = iterator(corpus)) {
      ComputationGraph uninterrupted = network();
      uninterrupted.fit(whole, 2);

      ComputationGraph interrupted = network();
      interrupted.fit(before.next());
      interrupted.fit(before.next());
      interrupted.fit(before.next());
      after.seek(before.position());
      interrupted.fit(after);
      after.reset();
      interrupted.fit(after);
      assertThat(interrupted.params().toFloatVector())
          .containsExactly(uninterrupted.params().toFloatVector());
    }
  }

  private static BatchIterator iterator(EncodedCorpus corpus) {
    return BatchIterator.builder(corpus).batchSize(BatchSize.sentences(15)).seed(9).build();
  }

  private static ComputationGraph network() {
    return AttentionSeq2Seq.builder()
        .embeddingSize(4)
        .units(4)
        .vocabularySize(PAIRS + 5)
        .seed(2)
        .build()
        .init();
  }
}
