package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.attentionzoo.examples.report.AtomicFiles;
import org.attentionzoo.examples.translate.LineTranslator;
import org.attentionzoo.examples.translate.TranslationCluster;
import org.attentionzoo.zoo.text.BadLineException;
import org.attentionzoo.zoo.text.Utf8Lines;
import scala.Tuple2;

/**
 * Translates a file part by part on a cluster.
 *
 * <pre>
 * each part of the input, on any machine: a file of translations (Spark repeats what fails)
 * here: those files one after another, into the output
 * </pre>
 *
 * <p>A part's file appears when it is complete, whoever else has begun the same part, so no line is
 * lost and none is there twice.
 */
public final class SparkTranslation implements TranslationCluster {

  /** Parts for each core: work is shared out evenly, and little is repeated where one fails. */
  private static final int PARTS = 8;

  /** Lines that are sorted by length together: few, so that a part needs little memory. */
  private static final int LINES = 1024;

  /** Why a line was left out. */
  private record Reason(long line, String text) implements Serializable {}

  @Override
  public void translate(String master, Task task, Path input, Path output, LeftOut leftOut)
      throws IOException {
    Path folder = output.resolveSibling(".translating-" + UUID.randomUUID());
    Files.createDirectory(folder); // others must be able to write: no temporary one
    try (JavaSparkContext spark = SparkSession.open(master, "Attention Zoo: translate")) {
      CollectionAccumulator<Reason> reasons = spark.sc().collectionAccumulator("left out");
      Path parts = folder.resolve("parts");
      String name = input.toString();
      JavaRDD<String> translations =
          TextLines.of(spark, input, PARTS * spark.defaultParallelism())
              .mapPartitions(lines -> translate(lines, name, task, reasons));
      Failures.plain(
          () -> {
            translations.saveAsTextFile(parts.toUri().toString());
            return null;
          });
      List<Reason> sorted = new ArrayList<>(reasons.value());
      sorted.sort(Comparator.comparingLong(Reason::line));
      for (Reason reason : sorted) {
        leftOut.because(reason.text());
      }
      AtomicFiles.write(output, out -> join(parts, out));
    } finally {
      delete(folder);
    }
  }

  private static Iterator<String> translate(
      Iterator<Tuple2<byte[], Long>> lines,
      String name,
      Task task,
      CollectionAccumulator<Reason> reasons)
      throws IOException {
    LineTranslator translator = Models.of(task);
    return new Iterator<>() {
      private Iterator<String> ready = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        return ready.hasNext() || lines.hasNext();
      }

      @Override
      public String next() {
        if (!ready.hasNext()) {
          ready = some().iterator();
        }
        String answer = ready.next();
        return answer.substring(0, answer.length() - 1); // Spark ends the line
      }

      private List<String> some() {
        long first = 0;
        List<String> texts = new ArrayList<>();
        while (lines.hasNext() && texts.size() < LINES) {
          Tuple2<byte[], Long> line = lines.next();
          first = texts.isEmpty() ? line._2() : first;
          texts.add(text(line));
        }
        return translator.translate(
            first, texts, (why, line) -> reasons.add(new Reason(line, why)));
      }

      /** Nothing to translate where it is no text. */
      private String text(Tuple2<byte[], Long> line) {
        try {
          return Utf8Lines.decode(line._1(), name, line._2());
        } catch (BadLineException e) {
          reasons.add(new Reason(line._2(), e.getMessage()));
          return "";
        }
      }
    };
  }

  private static void join(Path parts, OutputStream out) throws IOException {
    for (int i = 0; ; i++) {
      Path part = parts.resolve(String.format(Locale.ROOT, "part-%05d", i));
      if (!Files.exists(part)) {
        return;
      }
      Files.copy(part, out);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
