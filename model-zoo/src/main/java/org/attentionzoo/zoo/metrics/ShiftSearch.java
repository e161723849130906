package org.attentionzoo.zoo.metrics;

import org.attentionzoo.zoo.metrics.BeamEditDistance.Alignment;

/**
 * Tercom's greedy search for shifts (Snover et al. 2006, §3), with sacreBLEU's limits:
 *
 * <pre>
 * repeat:
 *   for each word sequence of the hypothesis that is in the reference, too, elsewhere,
 *       and is wrong in both places:
 *     try it in every place beside the words that the reference has there
 *   take the shift that saves most edits: the longest one of several, then the first one
 * until no shift saves an edit, or 1000 were tried
 * edits = shifts taken + edit distance of what they lead to
 * </pre>
 */
final class ShiftSearch {

  private static final int LONGEST = 10;
  private static final int FARTHEST = 50;
  private static final int MOST_CANDIDATES = 1000;

  /** A sequence of words, where it goes to, and how many edits that saves. */
  private record Shift(int saved, int length, int start, int target, int[] words) {

    boolean isBetterThan(Shift other) {
      if (other == null || saved != other.saved) {
        return other == null || saved > other.saved;
      }
      if (length != other.length) {
        return length > other.length;
      }
      return start != other.start ? start < other.start : target < other.target;
    }
  }

  private final int[] reference;
  private final BeamEditDistance distance;
  private int candidates;

  private ShiftSearch(int[] reference, int hypothesisLength) {
    this.reference = reference;
    this.distance = new BeamEditDistance(reference, hypothesisLength);
  }

  /** Edits, shifts included, that turn the hypothesis into the reference; words are ids. */
  static int edits(int[] hypothesis, int[] reference) {
    return reference.length == 0
        ? hypothesis.length
        : new ShiftSearch(reference, hypothesis.length).edits(hypothesis);
  }

  private int edits(int[] hypothesis) {
    int[] words = hypothesis;
    int shifts = 0;
    Shift shift = best(words);
    while (candidates < MOST_CANDIDATES && shift != null && shift.saved > 0) {
      shifts++;
      words = shift.words;
      shift = best(words);
    }
    return shifts + distance.distance(words);
  }

  private Shift best(int[] words) {
    Alignment alignment = distance.align(words);
    Shift best = null;
    for (int start = 0; start < words.length; start++) {
      for (int place = 0; place < reference.length; place++) {
        if (Math.abs(place - start) > FARTHEST) {
          continue;
        }
        int common = commonLength(words, start, place);
        for (int length = 1; length <= common; length++) {
          if (isWorthTrying(alignment, start, place, length)) {
            best = bestTarget(best, words, alignment, start, place, length);
            if (candidates >= MOST_CANDIDATES) {
              return best;
            }
          }
        }
      }
    }
    return best;
  }

  private int commonLength(int[] words, int start, int place) {
    int most = Math.min(LONGEST, Math.min(words.length - start, reference.length - place));
    int length = 0;
    while (length < most && words[start + length] == reference[place + length]) {
      length++;
    }
    return length;
  }

  /** Words that are right stay, and a sequence is not shifted into itself. */
  private static boolean isWorthTrying(Alignment alignment, int start, int place, int length) {
    int aligned = alignment.position()[place];
    return any(alignment.wrong(), start, length)
        && any(alignment.missed(), place, length)
        && (aligned < start || aligned >= start + length);
  }

  private static boolean any(boolean[] flags, int start, int length) {
    for (int i = start; i < start + length; i++) {
      if (flags[i]) {
        return true;
      }
    }
    return false;
  }

  /** Tries the places before and after each word that the reference has there. */
  private Shift bestTarget(
      Shift bestSoFar, int[] words, Alignment alignment, int start, int place, int length) {
    Shift best = bestSoFar;
    int last = -1;
    for (int offset = -1; offset < length; offset++) {
      int target = place + offset < 0 ? 0 : alignment.position()[place + offset] + 1;
      if (target == last) {
        continue;
      }
      last = target;
      int[] shifted = shifted(words, start, length, target);
      Shift shift =
          new Shift(alignment.edits() - distance.distance(shifted), length, start, target, shifted);
      candidates++;
      best = shift.isBetterThan(best) ? shift : best;
    }
    return best;
  }

  /** Takes words out and puts them in before the word that was at the target. */
  private static int[] shifted(int[] words, int start, int length, int target) {
    int[] rest = new int[words.length - length];
    System.arraycopy(words, 0, rest, 0, start);
    System.arraycopy(words, start + length, rest, start, rest.length - start);
    // a target within the sequence counts from its start, as in Tercom
    int to = target > start + length ? target - length : Math.min(target, rest.length);
    int[] shifted = new int[words.length];
    System.arraycopy(rest, 0, shifted, 0, to);
    System.arraycopy(words, start, shifted, to, length);
    System.arraycopy(rest, to, shifted, to + length, rest.length - to);
    return shifted;
  }
}
