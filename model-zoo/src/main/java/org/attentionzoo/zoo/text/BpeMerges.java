package org.attentionzoo.zoo.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import org.attentionzoo.layers.check.Arguments;
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

  /** Rank of a pair that does not merge. */
  private static final int NONE = Integer.MAX_VALUE;

  /** In place of the rank of a pair whose first symbol is new. */
  private static final int CHANGED = -1;

  private final List<Merge> merges;
  private final Map<Merge, Integer> ranks;
  private final Map<String, Merge> origins;

  /** Merges in the order in which they apply. */
  public BpeMerges(List<Merge> merges) {
    Arguments.allGiven("merges", merges);
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
    Arguments.given("file", file);
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
    Arguments.given("file", file);
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    merges.forEach(merge -> text.append(merge).append('\n'));
    Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      Files.writeString(temporary, text, StandardCharsets.UTF_8);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * The symbols of a word after all merges; the last one carries no end-of-word mark. The earliest
   * learned merge that applies goes first, everywhere at once. Ranks are looked up only where
   * something changed, so a word of a million characters takes seconds.
   */
  List<String> segment(String word) {
    return segment(word, rank -> rank);
  }

  /**
   * The same with BPE dropout (Provilkov, Emelianenko, Voita 2020, algorithm 1): in each round,
   * every place where a merge applies is passed over with a probability; when none is left, the
   * word is done. A merge may so go before one that was learned earlier.
   *
   * @param dropout the probability, 0 to below 1; takes more time the higher it is
   */
  List<String> segment(String word, double dropout, RandomGenerator random) {
    return segment(word, rank -> rank != NONE && random.nextDouble() < dropout ? NONE : rank);
  }

  /** Merges; of the rank of each pair, {@code drop} makes the one that it has in this round. */
  private List<String> segment(String word, IntUnaryOperator drop) {
    String[] symbols = word.codePoints().mapToObj(Character::toString).toArray(String[]::new);
    int size = symbols.length;
    symbols[size - 1] += END_OF_WORD;
    int[] pairs = new int[size]; // rank of the pair that begins at a symbol
    Arrays.fill(pairs, CHANGED);
    int[] candidates = new int[size]; // the same, in this round
    rankChanged(symbols, pairs, size);
    int best = lowest(pairs, candidates, size, drop);
    while (best != NONE) {
      size = apply(best, symbols, pairs, candidates, size);
      rankChanged(symbols, pairs, size);
      best = lowest(pairs, candidates, size, drop);
    }
    String end = symbols[size - 1];
    symbols[size - 1] = end.substring(0, end.length() - END_OF_WORD.length());
    return List.of(Arrays.copyOf(symbols, size));
  }

  private static int lowest(int[] pairs, int[] candidates, int size, IntUnaryOperator drop) {
    int lowest = NONE;
    for (int i = 0; i < size; i++) {
      candidates[i] = drop.applyAsInt(pairs[i]);
      lowest = Math.min(lowest, candidates[i]);
    }
    return lowest;
  }

  /** Merges from the left, so that of x x x the first two become one; returns the new size. */
  private int apply(int rank, String[] symbols, int[] pairs, int[] candidates, int size) {
    String merged = merges.get(rank).merged();
    int kept = 0;
    for (int i = 0; i < size; kept++) {
      boolean here = candidates[i] == rank;
      symbols[kept] = here ? merged : symbols[i];
      pairs[kept] = here ? CHANGED : pairs[i];
      i += here ? 2 : 1;
    }
    return kept;
  }

  private void rankChanged(String[] symbols, int[] pairs, int size) {
    for (int i = 0; i < size; i++) {
      if (pairs[i] == CHANGED) {
        pairs[i] = i + 1 < size ? rank(symbols[i], symbols[i + 1]) : NONE;
        if (i > 0) {
          pairs[i - 1] = rank(symbols[i - 1], symbols[i]);
        }
      }
    }
  }

  private int rank(String left, String right) {
    return ranks.getOrDefault(new Merge(left, right), NONE);
  }

  /** Whether two symbols become one where they stand side by side. */
  boolean joins(String left, String right) {
    return rank(left, right) != NONE;
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
