package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All pieces that {@link BpeMerges} can make of a word if any of them may be left out: the
 * characters, and what two that stand side by side make.
 */
final class PossiblePieces {

  private final BpeMerges merges;

  /** What the merges begin with. */
  private final String[] symbols;

  /** Of each symbol, behind which ones a piece may end that begins with it. */
  private final List<List<Integer>> ends;

  private PossiblePieces(String word, BpeMerges merges) {
    this.merges = merges;
    symbols = merges.symbols(word);
    int length = symbols.length;
    ends = new ArrayList<>(Collections.nCopies(length, null));
    // From the last to the first: a piece is made of a shorter one and one behind that
    for (int begin = length - 1; begin >= 0; begin--) {
      ends.set(begin, ends(begin));
    }
  }

  /** The pieces as tokens. */
  static Set<String> of(String word, BpeMerges merges) {
    PossiblePieces pieces = new PossiblePieces(word, merges);
    Set<String> tokens = new HashSet<>();
    for (int begin = 0; begin < pieces.ends.size(); begin++) {
      for (int end : pieces.ends.get(begin)) {
        tokens.addAll(pieces.tokens(begin, end));
      }
    }
    return tokens;
  }

  private List<Integer> ends(int begin) {
    List<Integer> found = new ArrayList<>(List.of(begin + 1));
    for (int i = 0; i < found.size(); i++) { // grows
      int middle = found.get(i);
      if (isLast(middle)) {
        continue;
      }
      String left = symbol(begin, middle);
      for (int end : ends.get(middle)) {
        String right = symbol(middle, end);
        if (!found.contains(end) && merges.joins(left, right)) {
          found.add(end);
        }
      }
    }
    return found;
  }

  private String symbol(int begin, int end) {
    return String.join("", Arrays.asList(symbols).subList(begin, end));
  }

  /** The tokens of a piece; none if it is nothing but the mark of the end. */
  private List<String> tokens(int begin, int end) {
    List<String> tokens = new ArrayList<>();
    String body = withoutMark(begin, end);
    if (!body.isEmpty()) {
      boolean last = isLast(end) || symbols[end].equals(BpeMerges.END_OF_WORD);
      SubwordPieces.add(body, last, tokens);
    }
    return tokens;
  }

  private String withoutMark(int begin, int end) {
    String symbol = symbol(begin, end);
    return end == ends.size() ? BpeMerges.withoutMark(symbol) : symbol;
  }

  private boolean isLast(int end) {
    return end == ends.size();
  }
}
