package org.attentionzoo.zoo.corpus;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.batch.PairSource;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.file.WholeFile;
import org.attentionzoo.zoo.text.TextCodec;

/**
 * Token ids of a parallel text in a file, any pair of which can be read at once: a corpus need not
 * fit into memory to be shuffled. Several threads may read; interrupting one closes the file.
 *
 * <pre>
 * ids of all pairs       INT32, source then target
 * a row for each pair    INT64 offset, INT32 source length, INT32 target length
 * numbers                INT64 of the rows' offset, {@link PairCounts}, source and target tokens
 * "AZCORP01"
 * </pre>
 */
public final class EncodedCorpus implements PairSource, Closeable {

  static final byte[] MAGIC = {'A', 'Z', 'C', 'O', 'R', 'P', '0', '1'};
  static final int ROW = 2 * Long.BYTES;
  static final int NUMBERS = 8;
  static final int FOOTER = NUMBERS * Long.BYTES + MAGIC.length;

  private final FileChannel channel;
  private final Path file;
  private final long rows;
  private final PairCounts counts;
  private final long sourceTokens;
  private final long targetTokens;

  private EncodedCorpus(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    if (channel.size() < FOOTER) {
      throw new IOException(file + ": is not an encoded corpus, or is truncated");
    }
    ByteBuffer footer = bytes(channel.size() - FOOTER, FOOTER);
    rows = footer.getLong();
    counts =
        new PairCounts(
            footer.getLong(),
            footer.getLong(),
            footer.getLong(),
            footer.getLong(),
            footer.getLong());
    sourceTokens = footer.getLong();
    targetTokens = footer.getLong();
    byte[] magic = new byte[MAGIC.length];
    footer.get(magic);
    boolean whole =
        Arrays.equals(magic, MAGIC)
            && rows == Integer.BYTES * (sourceTokens + targetTokens)
            && channel.size() == rows + ROW * counts.kept() + FOOTER;
    if (!whole) {
      throw new IOException(file + ": is not an encoded corpus, or is truncated");
    }
  }

  /**
   * Encodes a text into a file and opens it. The text is read once, line by line; the file appears
   * when it is complete.
   *
   * @param file an existing one is replaced; its folder has to exist
   * @throws IOException if the text cannot be read or is wrong (says where), if no pair is left, or
   *     if the file cannot be written
   */
  public static EncodedCorpus encode(
      ParallelText text, TextCodec source, TextCodec target, PairFilter filter, Path file)
      throws IOException {
    Arguments.given("text", text);
    Arguments.given("source", source);
    Arguments.given("target", target);
    Arguments.given("filter", filter);
    Arguments.given("file", file);
    CorpusWriter.write(text, source, target, filter, new WholeFile(file));
    return open(file);
  }

  /**
   * Opens a file that {@link #encode} wrote.
   *
   * @throws IOException if it is missing, truncated or something else
   */
  public static EncodedCorpus open(Path file) throws IOException {
    Arguments.given("file", file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new EncodedCorpus(file, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public long size() {
    return counts.kept();
  }

  /** What became of the pairs of the text. */
  public PairCounts counts() {
    return counts;
  }

  @Override
  public long sourceTokens() {
    return sourceTokens;
  }

  @Override
  public long targetTokens() {
    return targetTokens;
  }

  /**
   * A pair.
   *
   * @param index below {@link #size()}
   * @throws IndexOutOfBoundsException if it is not
   * @throws UncheckedIOException if reading fails
   */
  @Override
  public SequencePair pair(long index) {
    Row row = row(index);
    try {
      ByteBuffer ids = bytes(row.offset, Integer.BYTES * (row.source + row.target));
      return new SequencePair(ids(ids, row.source), ids(ids, row.target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int[] ids(ByteBuffer from, int count) {
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = from.getInt();
    }
    return ids;
  }

  @Override
  public Lengths lengths(long index) {
    Row row = row(index);
    return new Lengths(row.source, row.target);
  }

  /** Where the ids of a pair lie, and the tokens on either side. */
  private record Row(long offset, int source, int target) {}

  private Row row(long index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(
          "Pair " + index + " is outside the " + size() + " pairs of " + file);
    }
    try {
      ByteBuffer row = bytes(rows + ROW * index, ROW);
      return new Row(row.getLong(), row.getInt(), row.getInt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ByteBuffer bytes(long offset, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new IOException(file + ": is truncated at byte " + (offset + buffer.position()));
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
