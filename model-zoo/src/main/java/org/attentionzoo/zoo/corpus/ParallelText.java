package org.attentionzoo.zoo.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.zip.CRC32C;
import org.attentionzoo.layers.check.Arguments;

/**
 * Where parallel text lies: two files whose lines belong together, or a TSV file. Any number of
 * readers may read it, each from the start; UTF-8 only.
 */
public final class ParallelText {

  private final Path source;
  private final Path target;
  private final int sourceColumn;
  private final int targetColumn;
  private final LongPredicate lines;

  private ParallelText(
      Path source, Path target, int sourceColumn, int targetColumn, LongPredicate lines) {
    this.source = source;
    this.target = target;
    this.sourceColumn = sourceColumn;
    this.targetColumn = targetColumn;
    this.lines = lines;
  }

  /** Two files: line i of the one translates line i of the other. */
  public static ParallelText files(Path source, Path target) {
    Arguments.given("source", source);
    Arguments.given("target", target);
    return new ParallelText(source, target, 0, 0, line -> true);
  }

  /**
   * One file, a pair a line, columns separated by tabs; further columns are passed over.
   *
   * @param sourceColumn the column of the source, counted from 1
   * @param targetColumn the column of the target, counted from 1
   * @throws IllegalArgumentException if a column is below 1
   */
  public static ParallelText tsv(Path file, int sourceColumn, int targetColumn) {
    Arguments.given("file", file);
    if (sourceColumn < 1 || targetColumn < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Columns are counted from 1, got %d and %d",
              sourceColumn,
              targetColumn));
    }
    return new ParallelText(file, file, sourceColumn, targetColumn, line -> true);
  }

  /** Source and target exchanged, for the other direction. */
  public ParallelText reversed() {
    return new ParallelText(target, source, targetColumn, sourceColumn, lines);
  }

  /**
   * A part of it, such as all but what is set aside for validation.
   *
   * @param wanted says of the number of a line, counted from 1, whether its pair belongs to the
   *     part
   */
  public ParallelText lines(LongPredicate wanted) {
    Arguments.given("wanted", wanted);
    return new ParallelText(source, target, sourceColumn, targetColumn, lines.and(wanted));
  }

  /**
   * A reader at the first line.
   *
   * @throws IOException if a file is missing, is no file, is empty or cannot be read; names it
   */
  public SentencePairs open() throws IOException {
    checkFile(source);
    checkFile(target);
    SentencePairs all =
        sourceColumn > 0
            ? new TabbedPairs(source, sourceColumn, targetColumn)
            : new AlignedPairs(source, target);
    return all.only(lines);
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

  /**
   * The files with sizes and checksums, so that a change is noticed: whatever part this is.
   *
   * @throws IOException if one is missing, is no file or cannot be read; names it
   */
  public String describe() throws IOException {
    return sourceColumn > 0 ? describe(source) : describe(source) + "; " + describe(target);
  }

  private static String describe(Path file) throws IOException {
    checkIsFile(file); // a device may have no end
    return String.format(
        Locale.ROOT, "%s of %d bytes, CRC-32C %08x", file, Files.size(file), checksum(file));
  }

  private static long checksum(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        checksum.update(buffer, 0, n);
      }
    }
    return checksum.getValue();
  }

  private static void checkIsFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + (Files.exists(file) ? ": is not a file" : ": does not exist"));
    }
  }

  private static void checkFile(Path file) throws IOException {
    checkIsFile(file);
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
