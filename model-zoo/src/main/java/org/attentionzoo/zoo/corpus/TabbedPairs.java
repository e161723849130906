package org.attentionzoo.zoo.corpus;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.zoo.text.Blanks;
import org.attentionzoo.zoo.text.TabRecordReader;
import org.datavec.api.records.reader.RecordReader;
import org.datavec.api.writable.Writable;

/** Pairs from two columns of a TSV file. */
final class TabbedPairs extends SentencePairs {

  private final Path file;
  private final int sourceColumn;
  private final int targetColumn;
  private final RecordReader records;
  private long line;

  TabbedPairs(Path file, int sourceColumn, int targetColumn) throws IOException {
    this.file = file;
    this.sourceColumn = sourceColumn;
    this.targetColumn = targetColumn;
    records = open(new TabRecordReader(), file);
  }

  /** An empty line is a pair of empty sentences, as it is in two files. */
  @Override
  SentencePair read() throws IOException {
    if (!records.hasNext()) {
      return null;
    }
    List<Writable> columns = records.next();
    line++;
    if (columns.size() == 1 && Blanks.isBlank(columns.get(0).toString())) {
      return new SentencePair("", "", line);
    }
    int needed = Math.max(sourceColumn, targetColumn);
    if (columns.size() < needed) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s:%d: expected at least %d columns separated by tabs, found %d",
              file,
              line,
              needed,
              columns.size()));
    }
    return new SentencePair(
        columns.get(sourceColumn - 1).toString(), columns.get(targetColumn - 1).toString(), line);
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
