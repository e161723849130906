package org.attentionzoo.zoo.corpus;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.attentionzoo.zoo.text.TextCodec;

/**
 * Writes the file of an {@link EncodedCorpus}: ids and rows side by side, then one after another.
 */
final class CorpusWriter {

  private final PairFilter filter;
  private final DataOutputStream ids;
  private final DataOutputStream rows;
  private long offset;
  private long read;
  private long kept;
  private long empty;
  private long tooLong;
  private long tooUnequal;
  private long sourceTokens;
  private long targetTokens;

  private CorpusWriter(PairFilter filter, DataOutputStream ids, DataOutputStream rows) {
    this.filter = filter;
    this.ids = ids;
    this.rows = rows;
  }

  static void write(
      ParallelText text, TextCodec source, TextCodec target, PairFilter filter, Path file)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
      throw new IOException(file + ": cannot be written, expected a file in an existing folder");
    }
    Path idsFile = folder.resolve("." + file.getFileName() + ".ids");
    Path rowsFile = folder.resolve("." + file.getFileName() + ".rows");
    try {
      CorpusWriter writer;
      try (DataOutputStream ids = output(idsFile);
          DataOutputStream rows = output(rowsFile);
          SentencePairs pairs = text.open()) {
        writer = new CorpusWriter(filter, ids, rows);
        for (SentencePair pair = pairs.next(); pair != null; pair = pairs.next()) {
          writer.add(pair, source, target);
        }
      }
      if (writer.kept == 0) {
        throw new IOException(text + ": no pair is left to train on: " + writer.counts());
      }
      writer.append(rowsFile, idsFile);
      Files.move(idsFile, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(idsFile);
      Files.deleteIfExists(rowsFile);
    }
  }

  private static DataOutputStream output(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
  }

  private void add(SentencePair pair, TextCodec source, TextCodec target) throws IOException {
    read++;
    if (pair.source().isBlank() || pair.target().isBlank()) {
      empty++;
      return;
    }
    if (filter.tooManyCharacters(pair)) {
      tooLong++;
      return;
    }
    int[] from = source.encode(pair.source());
    int[] to = target.encode(pair.target());
    if (from.length == 0 || to.length == 0) {
      empty++;
    } else if (filter.tooLong(from.length, to.length)) {
      tooLong++;
    } else if (filter.tooUnequal(from.length, to.length)) {
      tooUnequal++;
    } else {
      keep(from, to);
    }
  }

  private void keep(int[] source, int[] target) throws IOException {
    kept++;
    sourceTokens += source.length;
    targetTokens += target.length;
    for (int id : source) {
      ids.writeInt(id);
    }
    for (int id : target) {
      ids.writeInt(id);
    }
    rows.writeLong(offset);
    rows.writeInt(source.length);
    rows.writeInt(target.length);
    offset += (long) Integer.BYTES * (source.length + target.length);
  }

  private PairCounts counts() {
    return new PairCounts(read, kept, empty, tooLong, tooUnequal);
  }

  private void append(Path rowsFile, Path idsFile) throws IOException {
    OutputStream end = Files.newOutputStream(idsFile, StandardOpenOption.APPEND);
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(end))) {
      Files.copy(rowsFile, out);
      for (long number :
          new long[] {offset, read, kept, empty, tooLong, tooUnequal, sourceTokens, targetTokens}) {
        out.writeLong(number);
      }
      out.write(EncodedCorpus.MAGIC);
    }
  }
}
