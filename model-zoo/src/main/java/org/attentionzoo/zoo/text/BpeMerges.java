package org.attentionzoo.zoo.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonValue;

/**
 * The merge operations of byte-pair encoding (Sennrich, Haddow, Birch 2016), the first learned
 * first, in the file format of subword-nmt: {@code #version: 0.2}, then a merge a line.
 */
public final class BpeMerges {

  /** Marks the end of a word in a symbol. */
  static final String END_OF_WORD = "</w>";

  private static final String HEADER = "#version: 0.2";

  private final List<Merge> merges;
  private final Map<Merge, Integer> ranks;
  private final Map<String, Merge> origins;

  /** Merges in the order in which they apply. */
  public BpeMerges(List<Merge> merges) {
    this.merges = List.copyOf(merges);
    this.ranks = new HashMap<>(2 * merges.size());
    this.origins = new HashMap<>(2 * merges.size());
    for (int rank = 0; rank < merges.size(); rank++) {
      Merge merge = merges.get(rank);
      ranks.putIfAbsent(merge, rank);
      origins.putIfAbsent(merge.merged(), merge);
    }
  }

  /** The merges, the first learned first. */
  public List<Merge> merges() {
    return merges;
  }

  /**
   * Reads a codes file.
   *
   * @throws IOException if the file cannot be read or is none; names file, line and what was
   *     expected
   */
  public static BpeMerges read(Path file) throws IOException {
    List<Merge> merges = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        Utf8Lines lines = new Utf8Lines(in, file.toString())) {
      String first = lines.next();
      if (first == null || !first.equals(HEADER)) {
        throw new IOException(
            file
                + ":1: not a BPE codes file: expected \""
                + HEADER
                + "\", found "
                + (first == null ? "an empty file" : '"' + shortened(first) + '"'));
      }
      for (String line = lines.next(); line != null; line = lines.next()) {
        merges.add(merge(line, file + ":" + lines.number()));
      }
    }
    return new BpeMerges(merges);
  }

  private static Merge merge(String line, String place) throws IOException {
    String[] symbols = line.split(" ", -1);
    if (symbols.length != 2 || symbols[0].isEmpty() || symbols[1].isEmpty()) {
      throw new IOException(
          place + ": expected two symbols separated by a space, found \"" + shortened(line) + '"');
    }
    return new Merge(symbols[0], symbols[1]);
  }

  private static String shortened(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60) + '…';
  }

  /**
   * Writes a codes file that subword-nmt reads; an existing file is replaced when the new one is
   * complete.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    merges.forEach(merge -> text.append(merge).append('\n'));
    Path folder = file.toAbsolutePath().getParent();
    Path temporary = Files.createTempFile(folder, ".bpe-", null);
    try {
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** The symbols of a word after all merges; the last one carries no end-of-word mark. */
  List<String> segment(String word) {
    List<String> symbols = new ArrayList<>(word.length());
    word.codePoints().forEach(c -> symbols.add(Character.toString(c)));
    int last = symbols.size() - 1;
    symbols.set(last, symbols.get(last) + END_OF_WORD);
    for (Merge merge = first(symbols); merge != null; merge = first(symbols)) {
      apply(merge, symbols);
    }
    last = symbols.size() - 1;
    String end = symbols.get(last);
    symbols.set(last, end.substring(0, end.length() - END_OF_WORD.length()));
    return symbols;
  }

  /** The earliest learned merge that applies, or null. */
  private Merge first(List<String> symbols) {
    Merge first = null;
    int lowest = Integer.MAX_VALUE;
    for (int i = 0; i + 1 < symbols.size(); i++) {
      Merge pair = new Merge(symbols.get(i), symbols.get(i + 1));
      int rank = ranks.getOrDefault(pair, Integer.MAX_VALUE);
      if (rank < lowest) {
        lowest = rank;
        first = pair;
      }
    }
    return first;
  }

  private static void apply(Merge merge, List<String> symbols) {
    int kept = 0;
    for (int i = 0; i < symbols.size(); kept++) {
      boolean here =
          i + 1 < symbols.size()
              && symbols.get(i).equals(merge.left())
              && symbols.get(i + 1).equals(merge.right());
      symbols.set(kept, here ? merge.merged() : symbols.get(i));
      i += here ? 2 : 1;
    }
    symbols.subList(kept, symbols.size()).clear();
  }

  /** The merge that first makes a symbol, or null for a character. */
  Merge origin(String symbol) {
    return origins.get(symbol);
  }

  @JsonValue
  List<String> toLines() {
    return merges.stream().map(Merge::toString).toList();
  }

  @JsonCreator
  static BpeMerges ofLines(List<String> lines) throws IOException {
    List<Merge> merges = new ArrayList<>(lines.size());
    for (String line : lines) {
      merges.add(merge(line, "merge " + merges.size()));
    }
    return new BpeMerges(merges);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BpeMerges that && merges.equals(that.merges);
  }

  @Override
  public int hashCode() {
    return Objects.hash(merges);
  }

  @Override
  public String toString() {
    return "BpeMerges(" + merges.size() + ")";
  }
}
