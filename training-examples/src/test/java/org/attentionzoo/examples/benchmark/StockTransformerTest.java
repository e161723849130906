package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.zoo.model.Transformer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class StockTransformerTest {
  private static final int VOCABULARY = 11;
  private static final int LENGTH = 5;

  private static ComputationGraph stock() {
    return StockTransformer.network(new StockSizes(8, 2, 16, LENGTH), 2, VOCABULARY);
  }

  private static ComputationGraph ours() {
    return Transformer.builder()
        .vocabularySize(VOCABULARY)
        .modelSize(8)
        .heads(2)
        .feedForwardSize(16)
        .layers(2)
        .build()
        .init();
  }

  @Test
  void isTheSameModelAsOurs() {
    ComputationGraph stock = stock();
    ComputationGraph ours = ours();
    ours.params().addi(Nd4j.randn(ours.params().shape()).muli(0.1)); // no zero biases
    stock
        .paramTable()
        .forEach((name, p) -> p.assign(ours.paramTable().get(name).reshape(p.shape())));
    MultiDataSet data = new RandomTokens(3, VOCABULARY).trainingBatch(4, LENGTH);
    INDArray expected = ours.output(false, data.getFeatures())[0]; // [N, V, T]
    INDArray actual = stock.output(false, data.getFeatures())[0];
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).amaxNumber().floatValue()).isLessThan(1e-5f);
  }

  @Test
  void itsStepsRun() {
    ComputationGraph stock = stock();
    MultiDataSet data = new RandomTokens(3, VOCABULARY).trainingBatch(4, LENGTH);
    data.setLabels(0, data.getLabels(0).reshape(4, 1, LENGTH));
    INDArray before = stock.params().dup();
    stock.fit(data);
    assertThat(stock.params().equalsWithEps(before, 1e-6)).isFalse();
    assertThat(stock.params().isNaN().any()).isFalse();
  }
}
