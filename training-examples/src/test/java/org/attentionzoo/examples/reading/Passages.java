package org.attentionzoo.examples.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Attention;
import org.attentionzoo.layers.transformer.MultiHeadSelfAttention;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** What {@link TypesPassed} watches: each window of the program is a method of its own. */
final class Passages {
  private static final int SIZE = 8;

  private Passages() {}

  public static void main(String[] args) throws Exception {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    INDArray x = Nd4j.rand(DataType.FLOAT, 2, SIZE, 5);
    ComputationGraph additive = additive();
    additive.output(x, x);
    additiveForward(additive, x);
    ComputationGraph heads = multiHead();
    heads.output(x);
    multiHeadForward(heads, x);
    ModelZip zip = model();
    MultiDataSet batch =
        BatchIterator.builder(List.of(new SequencePair(new int[] {4, 5}, new int[] {4})))
            .batchSize(1)
            .build()
            .next();
    zip.network().fit(batch);
    fitStep(zip.network(), batch);
    Translator translator = Translator.of(zip);
    translator.translate("ab");
    translation(translator);
  }

  static void additiveForward(ComputationGraph net, INDArray x) {
    net.output(x, x);
  }

  static void multiHeadForward(ComputationGraph net, INDArray x) {
    net.output(x);
  }

  static void fitStep(ComputationGraph net, MultiDataSet batch) {
    net.fit(batch);
  }

  static void translation(Translator translator) {
    translator.translate("ba");
  }

  private static ComputationGraph additive() {
    Attention attention =
        new Attention.Builder().querySize(SIZE).memorySize(SIZE).score(new Additive(SIZE)).build();
    ComputationGraphConfiguration.GraphBuilder conf = conf().addInputs("query", "memory");
    return initialized(conf.addVertex("out", attention, "query", "memory"), 2);
  }

  private static ComputationGraph multiHead() {
    MultiHeadSelfAttention attention =
        new MultiHeadSelfAttention.Builder().size(SIZE).heads(2).build();
    return initialized(conf().addInputs("x").addLayer("out", attention, "x"), 1);
  }

  private static ComputationGraphConfiguration.GraphBuilder conf() {
    return new NeuralNetConfiguration.Builder().graphBuilder();
  }

  private static ComputationGraph initialized(
      ComputationGraphConfiguration.GraphBuilder conf, int inputs) {
    List<InputType> types = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      types.add(InputType.recurrent(SIZE));
    }
    ComputationGraph net =
        new ComputationGraph(
            conf.setOutputs("out").setInputTypes(types.toArray(InputType[]::new)).build());
    net.init();
    return net;
  }

  private static ModelZip model() {
    TextCodec codec =
        new TextCodec(
            new CharacterTokenizer(), Vocabulary.fromCounts(Map.of("a", 1L, "b", 1L), 1, 10));
    ComputationGraph net =
        AttentionSeq2Seq.builder()
            .sourceVocabularySize(codec.vocabulary().size())
            .targetVocabularySize(codec.vocabulary().size())
            .embeddingSize(SIZE)
            .units(SIZE)
            .build()
            .init();
    return new ModelZip(net, codec, codec, ModelCard.builder("toy").build());
  }
}
