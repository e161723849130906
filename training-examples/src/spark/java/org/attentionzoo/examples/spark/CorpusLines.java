package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.attentionzoo.examples.train.Cluster;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.text.Blanks;
import scala.Tuple2;

/** The pairs of a corpus, as {@code ParallelText} reads them, by Spark. */
final class CorpusLines implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String[] names;
  private final int[] columns;
  private final long lines;
  private final long[] setAside;

  CorpusLines(Cluster.Corpus corpus) {
    names = corpus.files().stream().map(Path::toString).toArray(String[]::new);
    columns = corpus.columns();
    lines = corpus.lines();
    setAside = corpus.setAside();
  }

  /**
   * Pairs, in no order.
   *
   * @param parts in how many parts to read them
   * @throws IOException if a file cannot be read, or two have different numbers of lines
   */
  static JavaRDD<SentencePair> pairs(JavaSparkContext spark, Cluster.Corpus corpus, int parts)
      throws IOException {
    CorpusLines how = new CorpusLines(corpus);
    JavaPairRDD<byte[], Long> first = TextLines.of(spark, corpus.files().get(0), parts);
    JavaRDD<SentencePair> all;
    if (corpus.files().size() == 1) {
      all = first.map(how::columns);
    } else {
      JavaPairRDD<byte[], Long> second = TextLines.of(spark, corpus.files().get(1), parts);
      how.requireSameLength(first.count(), second.count());
      all =
          first
              .mapToPair(line -> line.swap())
              .join(second.mapToPair(line -> line.swap()), parts)
              .map(how::pair);
    }
    return all.filter(how::isWanted);
  }

  private void requireSameLength(long source, long target) throws IOException {
    if (source != target) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d lines and %s has %d: lines that translate each other are expected",
              names[0],
              source,
              names[1],
              target));
    }
  }

  private boolean isWanted(SentencePair pair) {
    return pair.line() <= lines && Arrays.binarySearch(setAside, pair.line()) < 0;
  }

  private SentencePair pair(Tuple2<Long, Tuple2<byte[], byte[]>> line) {
    long number = line._1();
    String source = TextLines.decode(new Tuple2<>(line._2()._1(), number), names[0]);
    String target = TextLines.decode(new Tuple2<>(line._2()._2(), number), names[1]);
    return new SentencePair(Blanks.tidy(source), Blanks.tidy(target), number);
  }

  private SentencePair columns(Tuple2<byte[], Long> line) {
    String text = TextLines.decode(line, names[0]);
    if (Blanks.isBlank(text)) {
      return new SentencePair("", "", line._2());
    }
    String[] found = text.split("\t", -1);
    int needed = Math.max(columns[0], columns[1]);
    if (found.length < needed) {
      String message =
          String.format(
              Locale.ROOT,
              "%s:%d: expected at least %d columns separated by tabs, found %d",
              names[0],
              line._2(),
              needed,
              found.length);
      throw new UncheckedIOException(message, new IOException(message));
    }
    return new SentencePair(
        Blanks.tidy(found[columns[0] - 1]), Blanks.tidy(found[columns[1] - 1]), line._2());
  }
}
