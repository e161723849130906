package org.attentionzoo.zoo.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.attentionzoo.zoo.text.Utf8LineRecordReader;
import org.datavec.api.records.reader.RecordReader;

/** Pairs from two files, line by line. */
final class AlignedPairs extends SentencePairs {

  private final Path sourceFile;
  private final Path targetFile;
  private final RecordReader source;
  private final RecordReader target;
  private long line;

  AlignedPairs(Path sourceFile, Path targetFile) throws IOException {
    this.sourceFile = sourceFile;
    this.targetFile = targetFile;
    source = open(new Utf8LineRecordReader(), sourceFile);
    target = open(new Utf8LineRecordReader(), targetFile);
  }

  @Override
  SentencePair read() throws IOException {
    boolean both = source.hasNext();
    if (both != target.hasNext()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d lines and %s has %d: lines that translate each other are expected",
              sourceFile,
              line + rest(source),
              targetFile,
              line + rest(target)));
    }
    return both
        ? new SentencePair(source.next().get(0).toString(), target.next().get(0).toString(), ++line)
        : null;
  }

  private static long rest(RecordReader reader) {
    long lines = 0;
    for (; reader.hasNext(); lines++) {
      reader.next();
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    try (source) {
      target.close();
    }
  }
}
