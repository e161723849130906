package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.examples.options.BuildPart;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.TokenCounts;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.training.TrainingSteps;

/**
 * Machines that read a corpus and train with it. Apache Spark is some hundred more jars, so it is
 * in a build of its own (profile {@code spark}).
 */
public interface Cluster extends AutoCloseable {

  /**
   * Where the pairs to train with lie, for every machine under the same names.
   *
   * @param files one with both sides, or source and target
   * @param columns of source and target in the one file, counted from 1
   * @param lines how many are read at most
   * @param setAside numbers of lines that are left out, in rising order, counted from 1
   */
  record Corpus(List<Path> files, int[] columns, long lines, long[] setAside) {}

  /**
   * How to train.
   *
   * @param workers each trains with a part of the corpus
   * @param averageEvery updates of each worker between two averages of their parameters
   * @param log gets a line of JSON for each average: what it took
   */
  record Plan(int workers, int averageEvery, Path log) {}

  /**
   * What to make of the pairs.
   *
   * @param bpeDropout probability of leaving out a merge, 0 for none
   * @param seed of the order, and of what varies
   */
  record Batches(
      TextCodecs codecs, PairFilter filter, BatchSize size, double bpeDropout, long seed) {}

  /** Counts the tokens of the corpus. */
  TokenCounts count(Tokenizers tokenizers, PairFilter filter) throws IOException;

  /** Encodes the corpus and trains with it. */
  TrainingSteps steps(Batches batches) throws IOException;

  @Override
  void close();

  /** Reaches clusters. */
  interface Connector {

    /**
     * Begins to use a cluster.
     *
     * @param master its address, as Spark has it: {@code spark://host:7077}, {@code local[2]}
     * @throws IOException if it cannot be reached, or cannot read the corpus
     */
    Cluster connect(String master, Corpus corpus, Plan plan) throws IOException;

    /**
     * That of this build.
     *
     * @throws IllegalArgumentException if it has none; says how to get it
     */
    static Connector ofThisBuild() {
      return BuildPart.of(Connector.class, "--spark", "spark");
    }
  }
}
