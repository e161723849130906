package org.attentionzoo.zoo.corpus;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.attentionzoo.zoo.text.SequencePair;
import org.attentionzoo.zoo.text.TextCodec;

/**
 * Writes the file of an {@link EncodedCorpus}: ids and rows side by side, then one after another.
 */
final class CorpusWriter {

  private final PairEncoder encoder;
  private final DataOutputStream ids;
  private final DataOutputStream rows;
  private long offset;
  private long sourceTokens;
  private long targetTokens;

  private CorpusWriter(PairEncoder encoder, DataOutputStream ids, DataOutputStream rows) {
    this.encoder = encoder;
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
    PairEncoder encoder = new PairEncoder(filter, source, target);
    Path idsFile = folder.resolve("." + file.getFileName() + ".ids");
    Path rowsFile = folder.resolve("." + file.getFileName() + ".rows");
    try {
      CorpusWriter writer;
      try (DataOutputStream ids = output(idsFile);
          DataOutputStream rows = output(rowsFile);
          SentencePairs pairs = text.open()) {
        writer = new CorpusWriter(encoder, ids, rows);
        for (SentencePair pair = pairs.next(); pair != null; pair = pairs.next()) {
          Optional<SequencePair> encoded = encoder.encode(pair);
          if (encoded.isPresent()) {
            writer.keep(encoded.get());
          }
        }
      }
      if (encoder.counts().kept() == 0) {
        throw new IOException(text + ": no pair is left to train on: " + encoder.counts());
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

  private void keep(SequencePair pair) throws IOException {
    int source = pair.source().length;
    int target = pair.target().length;
    sourceTokens += source;
    targetTokens += target;
    for (int id : pair.source()) {
      ids.writeInt(id);
    }
    for (int id : pair.target()) {
      ids.writeInt(id);
    }
    rows.writeLong(offset);
    rows.writeInt(source);
    rows.writeInt(target);
    offset += (long) Integer.BYTES * (source + target);
  }

  private void append(Path rowsFile, Path idsFile) throws IOException {
    OutputStream end = Files.newOutputStream(idsFile, StandardOpenOption.APPEND);
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(end))) {
      Files.copy(rowsFile, out);
      PairCounts counts = encoder.counts();
      for (long number :
          new long[] {
            offset,
            counts.read(),
            counts.kept(),
            counts.empty(),
            counts.tooLong(),
            counts.tooUnequal(),
            sourceTokens,
            targetTokens
          }) {
        out.writeLong(number);
      }
      out.write(EncodedCorpus.MAGIC);
    }
  }
}
