package org.attentionzoo.zoo.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.file.WholeFile;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonValue;

/**
 * The merge operations of byte-pair encoding (Sennrich, Haddow, Birch 2016), the first learned
 * first. They are written in the file format of subword-nmt: {@code #version: 0.2}, then a merge a
 * line.
 *
 * <p>The end of a word is marked at its last character, as in version 0.2 of subword-nmt. Merges of
 * version 0.1 may have the mark as a symbol of its own instead, which merges like any other.
 */
public final class BpeMerges {

  /** Marks the end of a word in a symbol. */
  static final String END_OF_WORD = "</w>";

  private static final String HEADER = "#version: 0.2";

  /** Of merges with the end of a word as a symbol of its own; in saved models, too. */
  private static final String HEADER_END_APART = "#version: 0.1";

  /** Rank of a pair that does not merge. */
  private static final int NONE = Integer.MAX_VALUE;

  /** In place of the rank of a pair whose first symbol is new. */
  private static final int CHANGED = -1;

  private final List<Merge> merges;
  private final boolean endApart;
  private final Map<Merge, Integer> ranks;
  private final Map<String, Merge> origins;

  /** Merges in the order in which they apply. */
  public BpeMerges(List<Merge> merges) {
    this(merges, false);
  }

  /**
   * @param endApart whether the end of a word is a symbol of its own
   */
  BpeMerges(List<Merge> merges, boolean endApart) {
    Arguments.allGiven("merges", merges);
    this.endApart = endApart;
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
   * Reads a codes file of subword-nmt, of any version, or of fastBPE.
   *
   * @throws IOException if the file cannot be read or is none; names file, line and what was
   *     expected
   */
  public static BpeMerges read(Path file) throws IOException {
    Arguments.given("file", file);
    return BpeCodes.read(file);
  }

  private static Merge merge(String line, String place) throws IOException {
    String[] symbols = line.split(" ", -1);
    if (symbols.length != 2 || symbols[0].isEmpty() || symbols[1].isEmpty()) {
      throw new IOException(
          place + ": expected two symbols separated by a space, found \"" + shortened(line) + '"');
    }
    return new Merge(symbols[0], symbols[1]);
  }

  static String shortened(String line) {
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
    StringBuilder text = new StringBuilder(endApart ? HEADER_END_APART : HEADER).append('\n');
    merges.forEach(merge -> text.append(merge).append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    new WholeFile(file).replace(out -> out.write(bytes));
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
    String[] symbols = symbols(word);
    int size = symbols.length;
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
    symbols[size - 1] = withoutMark(symbols[size - 1]);
    return List.of(Arrays.copyOf(symbols, symbols[size - 1].isEmpty() ? size - 1 : size));
  }

  /** What the merges begin with: the characters of a word, its end marked. */
  String[] symbols(String word) {
    IntStream characters = word.codePoints();
    String[] symbols =
        Stream.concat(
                characters.mapToObj(Character::toString), endApart ? Stream.of("") : Stream.of())
            .toArray(String[]::new);
    symbols[symbols.length - 1] += END_OF_WORD;
    return symbols;
  }

  static String withoutMark(String symbol) {
    return symbol.endsWith(END_OF_WORD)
        ? symbol.substring(0, symbol.length() - END_OF_WORD.length())
        : symbol;
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

  /**
   * The merge that first makes a piece of a word, without marks; null for a character.
   *
   * @param last whether the word ends with the piece
   */
  Merge origin(String piece, boolean last) {
    Merge marked = last ? origins.get(piece + END_OF_WORD) : null;
    if (marked != null && !withoutMark(marked.right()).isEmpty()) {
      return new Merge(marked.left(), withoutMark(marked.right()));
    }
    return last && !endApart ? null : origins.get(piece);
  }

  @JsonValue
  List<String> toLines() {
    Stream<String> header = endApart ? Stream.of(HEADER_END_APART) : Stream.of();
    return Stream.concat(header, merges.stream().map(Merge::toString)).toList();
  }

  @JsonCreator
  static BpeMerges ofLines(List<String> lines) throws IOException {
    boolean endApart = !lines.isEmpty() && HEADER_END_APART.equals(lines.get(0));
    List<Merge> merges = new ArrayList<>(lines.size());
    for (String line : endApart ? lines.subList(1, lines.size()) : lines) {
      merges.add(merge(line, "merge " + merges.size()));
    }
    return new BpeMerges(merges, endApart);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BpeMerges that
        && endApart == that.endApart
        && merges.equals(that.merges);
  }

  @Override
  public int hashCode() {
    return Objects.hash(merges, endApart);
  }

  @Override
  public String toString() {
    return "BpeMerges(" + merges.size() + ")";
  }
}
