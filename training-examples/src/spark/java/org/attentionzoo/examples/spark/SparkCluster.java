package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.attentionzoo.examples.train.Cluster;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.corpus.TokenCounts;
import org.attentionzoo.zoo.text.TokenizerJson;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.training.TrainingSteps;
import scala.Tuple2;

/** A corpus on a Spark cluster: counted and encoded where it is read. */
final class SparkCluster implements Cluster {

  private final JavaSparkContext spark;
  private final Plan plan;
  private final JavaRDD<SentencePair> pairs;

  SparkCluster(JavaSparkContext spark, Corpus corpus, Plan plan) throws IOException {
    this.spark = spark;
    this.plan = plan;
    this.pairs = CorpusLines.pairs(spark, corpus, plan.workers());
  }

  @Override
  public TokenCounts count(Tokenizers tokenizers, PairFilter filter) throws IOException {
    String source = TokenizerJson.write(tokenizers.source());
    String target = TokenizerJson.write(tokenizers.target());
    return Failures.plain(
        () ->
            pairs
                .mapPartitions(
                    some -> {
                      Tokenizers here =
                          new Tokenizers(TokenizerJson.read(source), TokenizerJson.read(target));
                      return List.of(TokenCounts.of(() -> some, here, filter)).iterator();
                    })
                .treeReduce(TokenCounts::plus));
  }

  /**
   * Every worker gets each so many-th line, shuffled by line number, so that parts are of one size
   * and the same again wherever they are made.
   */
  @Override
  public TrainingSteps steps(Batches batches) throws IOException {
    Broadcast<BatchOptions> options = spark.broadcast(new BatchOptions(batches));
    JavaRDD<EncodedPart> parts =
        pairs
            .mapToPair(pair -> new Tuple2<>(pair.line(), pair))
            .partitionBy(new HashPartitioner(plan.workers()))
            .values()
            .mapPartitionsWithIndex(
                (number, some) -> List.of(EncodedPart.of(some, options.value(), number)).iterator(),
                true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    Sizes sizes = Sizes.sum(Failures.plain(() -> parts.map(EncodedPart::sizes).collect()));
    if (sizes.pairs() == 0) {
      throw new IOException("no pair is left to train on: " + sizes.counts());
    }
    return new SparkSteps(spark, parts, plan, sizes);
  }

  @Override
  public void close() {
    spark.close();
  }
}
