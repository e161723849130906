package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All pieces that {@link BpeMerges} can make of a word if any of them may be left out: the
 * characters, and what two that stand side by side make.
 */
final class PossiblePieces {

  private final String word;
  private final BpeMerges merges;

  /** Where each character begins, and the end. */
  private final int[] places;

  /** Of each character, behind which ones a piece may end that begins with it. */
  private final List<List<Integer>> ends;

  private PossiblePieces(String word, BpeMerges merges) {
    this.word = word;
    this.merges = merges;
    int length = word.codePointCount(0, word.length());
    places = new int[length + 1];
    for (int i = 0; i < length; i++) {
      places[i + 1] = word.offsetByCodePoints(places[i], 1);
    }
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
        tokens.add(pieces.text(begin, end) + (pieces.isLast(end) ? "" : SubwordPieces.SEPARATOR));
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
      String left = text(begin, middle);
      for (int end : ends.get(middle)) {
        String right = text(middle, end) + (isLast(end) ? BpeMerges.END_OF_WORD : "");
        if (!found.contains(end) && merges.joins(left, right)) {
          found.add(end);
        }
      }
    }
    return found;
  }

  private String text(int begin, int end) {
    return word.substring(places[begin], places[end]);
  }

  private boolean isLast(int end) {
    return end == ends.size();
  }
}
