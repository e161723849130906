package org.attentionzoo.zoo.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.LongPredicate;
import org.attentionzoo.zoo.text.Blanks;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.split.FileSplit;

/** Reads the pairs of a {@link ParallelText} one after another. */
public abstract class SentencePairs implements Closeable {

  private LongPredicate wanted = line -> true;

  SentencePairs() {}

  /** Passes over the pairs on other lines. */
  final SentencePairs only(LongPredicate lines) {
    wanted = lines;
    return this;
  }

  /**
   * The next pair, tidied ({@link Blanks#tidy}), or null after the last. A sentence may be empty.
   *
   * @throws IOException if the text cannot be read or is wrong; the message names file and line
   */
  public final SentencePair next() throws IOException {
    try {
      SentencePair pair = read();
      while (pair != null && !wanted.test(pair.line())) {
        pair = read();
      }
      return pair == null
          ? null
          : new SentencePair(Blanks.tidy(pair.source()), Blanks.tidy(pair.target()), pair.line());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  abstract SentencePair read() throws IOException;

  /** Points a reader at one file. */
  static <R extends RecordReader> R open(R reader, Path file) throws IOException {
    try {
      reader.initialize(new FileSplit(file.toFile()));
      return reader;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(file + ": interrupted while opening", e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
