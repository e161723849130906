package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.SequencePair;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

class EvaluationHabitTest {
  private static final int[] IDS = {4, 5, 6, 7};

  private final ComputationGraph net = TinyModels.BAHDANAU.create(1).network();

  private static BatchIterator batches() {
    List<SequencePair> pairs =
        List.of(new SequencePair(IDS, IDS), new SequencePair(new int[] {5}, new int[] {6}));
    return BatchIterator.builder(pairs).batchSize(2).seed(1).build();
  }

  private static void assertNamesTeacherForcing(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("one-hot")
        .hasMessageContaining("TeacherForcing");
  }

  @Test
  void evaluationWithTokenIdsNamesWhatToUse() {
    assertNamesTeacherForcing(() -> net.evaluate(batches()));
    assertNamesTeacherForcing(() -> net.doEvaluation(batches(), new Evaluation()));
    assertNamesTeacherForcing(() -> net.evaluateROCMultiClass(batches(), 0));
    net.setListeners(new EvaluativeListener(batches(), 1));
    assertNamesTeacherForcing(() -> net.fit(batches()));
    net.setListeners();
    net.fit(batches()); // all else of DL4J works on
    assertThat(net.score(batches().next())).isFinite();
  }

  @Test
  void oneHotLabelsAreEvaluated() {
    MultiDataSet ids = (MultiDataSet) batches().next();
    INDArray tokens = ids.getLabels(0);
    long vocabulary = net.layerSize("output");
    INDArray oneHot = Nd4j.zeros(tokens.size(0), vocabulary, tokens.size(1)); // [N, V, T]
    for (int n = 0; n < tokens.size(0); n++) {
      for (int t = 0; t < tokens.size(1); t++) {
        oneHot.putScalar(n, tokens.getInt(n, t), t, 1);
      }
    }
    MultiDataSet data =
        new MultiDataSet(
            ids.getFeatures(),
            new INDArray[] {oneHot},
            ids.getFeaturesMaskArrays(),
            ids.getLabelsMaskArrays());
    Evaluation evaluation = net.evaluate(new SingletonMultiDataSetIterator(data));
    INDArray best =
        net.output(false, ids.getFeatures(), ids.getFeaturesMaskArrays(), null)[0].argMax(1);
    double right = 0;
    double all = 0;
    for (int n = 0; n < tokens.size(0); n++) {
      for (int t = 0; t < tokens.size(1); t++) {
        boolean real = ids.getLabelsMaskArray(0).getDouble(n, t) == 1;
        all += real ? 1 : 0;
        right += real && best.getInt(n, t) == tokens.getInt(n, t) ? 1 : 0;
      }
    }
    assertThat(evaluation.accuracy()).isEqualTo(right / all);
    assertThat(all).isEqualTo(7);
  }

  @Test
  void tokenIdsFromElsewhereAreNoSilentNonsense() {
    MultiDataSet ids = (MultiDataSet) batches().next();
    MultiDataSet data =
        new MultiDataSet(
            ids.getFeatures(),
            ids.getLabels(),
            ids.getFeaturesMaskArrays(),
            ids.getLabelsMaskArrays());
    assertThatThrownBy(() -> net.evaluate(new SingletonMultiDataSetIterator(data)))
        .isInstanceOf(RuntimeException.class);
  }
}
