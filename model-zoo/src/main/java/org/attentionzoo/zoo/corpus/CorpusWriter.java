package org.attentionzoo.zoo.corpus;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.file.WholeFile;
import org.attentionzoo.zoo.text.TextCodec;

/**
 * Writes the file of an {@link EncodedCorpus}: ids and rows side by side, then one after another.
 */
final class CorpusWriter {

  private final PairEncoder encoder;
  private long offset;
  private long sourceTokens;
  private long targetTokens;

  private CorpusWriter(PairEncoder encoder) {
    this.encoder = encoder;
  }

  static void write(
      ParallelText text, TextCodec source, TextCodec target, PairFilter filter, WholeFile file)
      throws IOException {
    Path path = file.path();
    Path rowsFile = path.resolveSibling("." + path.getFileName() + ".rows");
    CorpusWriter writer = new CorpusWriter(new PairEncoder(filter, source, target));
    file.replace(
        out -> {
          DataOutputStream ids = new DataOutputStream(out);
          try {
            new WholeFile(rowsFile)
                .replace(rows -> writer.encode(text, ids, new DataOutputStream(rows)));
            Files.copy(rowsFile, ids);
          } finally {
            Files.deleteIfExists(rowsFile);
          }
          writer.finish(ids);
        });
  }

  private void encode(ParallelText text, DataOutputStream ids, DataOutputStream rows)
      throws IOException {
    try (SentencePairs pairs = text.open()) {
      for (SentencePair pair = pairs.next(); pair != null; pair = pairs.next()) {
        Optional<SequencePair> encoded = encoder.encode(pair);
        if (encoded.isPresent()) {
          keep(encoded.get(), ids, rows);
        }
      }
    }
    if (encoder.counts().kept() == 0) {
      throw new IOException(text + ": no pair is left to train on: " + encoder.counts());
    }
  }

  private void keep(SequencePair pair, DataOutputStream ids, DataOutputStream rows)
      throws IOException {
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

  private void finish(DataOutputStream out) throws IOException {
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
