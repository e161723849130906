package org.attentionzoo.examples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.attentionzoo.examples.train.Cluster;
import org.attentionzoo.examples.translate.TranslationCluster;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.BpeTokenizer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.Merge;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WordTokenizer;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import scala.reflect.ClassTag$;

/** What executors are told is what the driver meant. */
class SentOptionsTest {

  private static final SerializerInstance SPARK = new JavaSerializer(new SparkConf()).newInstance();

  private static <T> T sent(T object) {
    var tag = ClassTag$.MODULE$.<T>apply(object.getClass());
    return SPARK.deserialize(SPARK.serialize(object, tag), tag);
  }

  /** A broadcast that travels with who uses it. */
  private static final class Enclosed extends Broadcast<NetBroadcastTuple> {
    private static final long serialVersionUID = 1L;
    private final NetBroadcastTuple value;

    Enclosed(NetBroadcastTuple value) {
      super(0, ClassTag$.MODULE$.apply(NetBroadcastTuple.class));
      this.value = value;
    }

    @Override
    public NetBroadcastTuple getValue() {
      return value;
    }

    @Override
    public void doUnpersist(boolean blocking) {}

    @Override
    public void doDestroy(boolean blocking) {}
  }

  /** No option has the value that a field has by itself. */
  private static BatchOptions batchOptions() {
    BpeTokenizer bpe =
        new BpeTokenizer(
            new WordTokenizer(),
            new BpeMerges(List.of(new Merge("a", "b"), new Merge("ab", "c</w>"))));
    TextCodecs codecs =
        new TextCodecs(
            new TextCodec(bpe, Vocabulary.of(List.of("abc", "ab@@", "c", "a@@", "b@@"))),
            new TextCodec(new CharacterTokenizer(List.of("<en>")), Vocabulary.of(List.of("a"))));
    return new BatchOptions(
        new Cluster.Batches(codecs, new PairFilter(17, 3.5, 99), BatchSize.tokens(40), 0.3, 1234));
  }

  @Test
  void optionsOfBatchesComeBack() {
    BatchOptions options = batchOptions();
    BatchOptions there = sent(options);
    assertThat(there).usingRecursiveComparison().isEqualTo(options);
    assertThat(there.codecs()).isEqualTo(options.codecs());
    assertThat(batches(there)).isEqualTo(batches(options)).isNotEqualTo(batches(batchOptions(), 1));
  }

  private static List<MultiDataSet> batches(BatchOptions options) {
    return batches(options, 2);
  }

  /** With varied pieces of words, in the order of a part. */
  private static List<MultiDataSet> batches(BatchOptions options, int part) {
    int[] abc = options.codecs().source().encode("abc");
    List<SequencePair> pairs =
        IntStream.range(0, 100)
            .mapToObj(i -> new SequencePair(abc, new int[] {4 + i % 2, 4 + i / 2 % 2}))
            .toList();
    BatchIterator batches = options.batches(pairs, part);
    return IntStream.range(0, 5).<MultiDataSet>mapToObj(i -> batches.next()).toList();
  }

  @Test
  void whereTheCorpusLiesComesBack() {
    CorpusLines lines =
        new CorpusLines(
            new Cluster.Corpus(
                List.of(Path.of("a"), Path.of("b")), new int[] {2, 1}, 77, new long[] {3, 5}));
    assertThat(sent(lines)).usingRecursiveComparison().isEqualTo(lines);
  }

  @Test
  void aTranslationComesBack() {
    var task = new TranslationCluster.Task(List.of("dates", "--beam=5"), "/folder");
    assertThat(sent(task)).isEqualTo(task);
  }

  static List<ModelBuilder<?>> models() {
    return List.of(
        Transformer.builder().modelSize(8).heads(2).feedForwardSize(8).layers(1).dropout(0.3),
        AttentionSeq2Seq.builder().embeddingSize(6).units(5).dropout(0.3));
  }

  @ParameterizedTest
  @MethodSource("models")
  void aNetworkComesBackWithItsPlaceInTheTraining(ModelBuilder<?> model) {
    IUpdater adam = new Adam(0.01);
    ComputationGraph network = model.vocabularySize(9).updater(adam).seed(5).build().init();
    network.getUpdater().getStateViewArray().addi(0.125);
    network.getConfiguration().setIterationCount(7);
    network.getConfiguration().setEpochCount(3);
    NetBroadcastTuple tuple =
        new NetBroadcastTuple(
            network.getConfiguration(), network.params(), network.getUpdater().getStateViewArray());
    BatchWorker worker =
        new BatchWorker(
            new Enclosed(tuple), new WorkerConfiguration(true, 1, 1, 10, 0, false), 2.5, null);

    ComputationGraph there = sent(worker).getInitialModelGraph();

    assertThat(there.getConfiguration().toJson()).isEqualTo(network.getConfiguration().toJson());
    assertThat(there.getIterationCount()).isEqualTo(7);
    assertThat(there.getEpochCount()).isEqualTo(3);
    assertThat(there.params()).isEqualTo(network.params());
    assertThat(there.getUpdater().getStateViewArray())
        .isEqualTo(network.getUpdater().getStateViewArray());
    assertThat(((AccumulatingUpdater) (Object) there.getUpdater()).options())
        .isEqualTo(Map.of("batches", 1.0, "maxNorm", 2.5));
  }
}
