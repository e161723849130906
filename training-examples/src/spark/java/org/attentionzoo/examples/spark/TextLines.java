package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.attentionzoo.zoo.text.BadLineException;
import org.attentionzoo.zoo.text.Utf8Lines;
import scala.Tuple2;

/** The lines of a text file as Spark reads them: in parts, each on any machine. */
final class TextLines {

  /** A part takes a while to translate, and not too long to be repeated. */
  private static final long SMALLEST = 32 << 10;

  private static final long LARGEST = 32 << 20;

  private TextLines() {}

  /**
   * Lines with their numbers, counted from 1, in order. A line ends with {@code \n} and nothing
   * else, as in {@link Utf8Lines}.
   *
   * @param parts how many there should be, if they are neither small nor large then
   * @throws IOException if the file cannot be read; names it
   */
  static JavaPairRDD<byte[], Long> of(JavaSparkContext spark, Path file, int parts)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + (Files.exists(file) ? ": is not a file" : ": does not exist"));
    }
    long part = Math.max(SMALLEST, Math.min(LARGEST, Files.size(file) / parts));
    Configuration options = new Configuration(spark.hadoopConfiguration());
    options.set("textinputformat.record.delimiter", "\n");
    options.setLong(FileInputFormat.SPLIT_MAXSIZE, part);
    return spark
        .newAPIHadoopFile(
            file.toUri().toString(), TextInputFormat.class, LongWritable.class, Text.class, options)
        .values()
        .map(text -> Arrays.copyOf(text.getBytes(), text.getLength()))
        .zipWithIndex()
        .mapToPair(line -> new Tuple2<>(line._1(), line._2() + 1));
  }

  /**
   * A line as text.
   *
   * @param name of its file
   * @throws UncheckedIOException if it is no UTF-8; says where
   */
  static String decode(Tuple2<byte[], Long> line, String name) {
    try {
      return Utf8Lines.decode(line._1(), name, line._2());
    } catch (BadLineException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
