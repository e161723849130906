package org.attentionzoo.zoo.marian;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.weights.ForeignVocabulary;

/**
 * A vocabulary of ours with Marian's ids. They are ours without the first, which is padding: their
 * decoder begins with padding, and ours with a token of its own, so that one becomes their padding.
 * Nor have they a second token for the end of sources.
 */
final class MarianIds {

  static final int END = 0;
  static final int PAD = 2;

  /** What sources of an imported model end with. */
  static final String SOURCE_END = ForeignVocabulary.mark("</s>");

  private static final List<Integer> FIRST =
      List.of(Vocabulary.EOS, Vocabulary.UNK, Vocabulary.BOS);
  private static final List<String> FIRST_TOKENS = List.of("</s>", "<unk>", "<pad>");

  private final Vocabulary vocabulary;
  private final List<Integer> ours = new ArrayList<>(FIRST);

  MarianIds(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    for (int id = Vocabulary.SPECIAL_TOKENS.size(); id < vocabulary.size(); id++) {
      if (!vocabulary.token(id).equals(SOURCE_END)) {
        ours.add(id);
      }
    }
  }

  int size() {
    return ours.size();
  }

  /** Our ids by theirs. */
  int[] ours() {
    return ours.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The same, with the end of sources as the end. */
  int[] oursOfSources() {
    int[] rows = ours();
    if (vocabulary.contains(SOURCE_END)) {
      rows[END] = vocabulary.id(SOURCE_END);
    }
    return rows;
  }

  /** Their id of one of ours, -1 if they have none. */
  int theirs(int id) {
    return ours.indexOf(id);
  }

  /** Their token with an id of theirs. */
  String token(int theirs) {
    return theirs < FIRST.size() ? FIRST_TOKENS.get(theirs) : vocabulary.token(ours.get(theirs));
  }
}
