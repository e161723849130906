package org.attentionzoo.zoo.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where parallel text lies: two files whose lines belong together, or a TSV file. Any number of
 * readers may read it, each from the start; UTF-8 only.
 */
public final class ParallelText {

  private final Path source;
  private final Path target;
  private final int sourceColumn;
  private final int targetColumn;

  private ParallelText(Path source, Path target, int sourceColumn, int targetColumn) {
    this.source = source;
    this.target = target;
    this.sourceColumn = sourceColumn;
    this.targetColumn = targetColumn;
  }

  /** Two files: line i of the one translates line i of the other. */
  public static ParallelText files(Path source, Path target) {
    return new ParallelText(source, target, 0, 0);
  }

  /**
   * One file, a pair a line, columns separated by tabs; further columns are passed over.
   *
   * @param sourceColumn the column of the source, counted from 1
   * @param targetColumn the column of the target, counted from 1
   * @throws IllegalArgumentException if a column is below 1
   */
  public static ParallelText tsv(Path file, int sourceColumn, int targetColumn) {
    if (sourceColumn < 1 || targetColumn < 1) {
      throw new IllegalArgumentException(
          "Columns are counted from 1, got %d and %d".formatted(sourceColumn, targetColumn));
    }
    return new ParallelText(file, file, sourceColumn, targetColumn);
  }

  /** Source and target exchanged, for the other direction. */
  public ParallelText reversed() {
    return new ParallelText(target, source, targetColumn, sourceColumn);
  }

  /**
   * A reader at the first line.
   *
   * @throws IOException if a file is missing, is no file, is empty or cannot be read; names it
   */
  public SentencePairs open() throws IOException {
    checkFile(source);
    checkFile(target);
    return sourceColumn > 0
        ? new TabbedPairs(source, sourceColumn, targetColumn)
        : new AlignedPairs(source, target);
  }

  /**
   * All pairs at once, for a text that is known to be small, such as a test set.
   *
   * @throws IOException if a file cannot be read or is wrong; says where
   */
  public List<SentencePair> readAll() throws IOException {
    List<SentencePair> pairs = new ArrayList<>();
    try (SentencePairs reader = open()) {
      for (SentencePair pair = reader.next(); pair != null; pair = reader.next()) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  private static void checkFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + (Files.exists(file) ? ": is not a file" : ": does not exist"));
    }
    if (Files.size(file) == 0) {
      throw new IOException(file + ": is empty, expected a sentence a line");
    }
  }

  @Override
  public String toString() {
    return sourceColumn > 0
        ? source + " (columns " + sourceColumn + " and " + targetColumn + ")"
        : source + " and " + target;
  }
}
