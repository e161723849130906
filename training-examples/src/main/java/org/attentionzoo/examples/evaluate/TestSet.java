package org.attentionzoo.examples.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.text.Blanks;
import org.attentionzoo.zoo.text.Utf8Lines;

/**
 * Sentences with what people made of them.
 *
 * @param name to show, such as the name of the file
 * @param sources the sentences; empty where only translations are compared
 * @param references one or more lists, each with a translation of every sentence
 */
record TestSet(String name, List<String> sources, List<List<String>> references) {

  /**
   * Reads files whose lines belong together.
   *
   * @param source may be null
   * @throws IOException if a file cannot be read, is empty or has another number of lines; names it
   */
  static TestSet files(Path source, List<Path> references) throws IOException {
    List<List<String>> read = new ArrayList<>();
    for (Path reference : references) {
      read.add(lines(reference));
    }
    List<String> sources = source == null ? List.of() : lines(source);
    Path named = source == null ? references.get(0) : source;
    int count = source == null ? read.get(0).size() : sources.size();
    for (int r = 0; r < read.size(); r++) {
      sameNumber(named, count, references.get(r), read.get(r).size());
    }
    return new TestSet(named.getFileName().toString(), sources, read);
  }

  /**
   * Reads two columns of a file with tabs.
   *
   * @param sourceColumn counted from 1
   * @param targetColumn counted from 1
   * @throws IOException if it cannot be read, is empty or a line has too few columns; names it
   */
  static TestSet table(Path file, int sourceColumn, int targetColumn) throws IOException {
    List<SentencePair> pairs = ParallelText.tsv(file, sourceColumn, targetColumn).readAll();
    return new TestSet(
        file.getFileName().toString(),
        pairs.stream().map(SentencePair::source).toList(),
        List.of(pairs.stream().map(SentencePair::target).toList()));
  }

  /** Number of sentences. */
  int size() {
    return references.get(0).size();
  }

  /** The lines of a UTF-8 file, at least one, as tidy as those that models learn from. */
  static List<String> lines(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Utf8Lines reader = new Utf8Lines(Files.newInputStream(file), file.toString())) {
      for (String line = reader.next(); line != null; line = reader.next()) {
        lines.add(Blanks.tidy(line));
      }
    }
    if (lines.isEmpty()) {
      throw new IOException(file + ": is empty, expected a sentence a line");
    }
    return lines;
  }

  /**
   * @throws IOException if the numbers of lines differ; names both files
   */
  static void sameNumber(Path one, int lines, Path other, int otherLines) throws IOException {
    if (lines != otherLines) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s has %d lines, but %s has %d", one, lines, other, otherLines));
    }
  }
}
