package org.attentionzoo.zoo.finetuning;

import java.util.Arrays;
import java.util.Optional;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * A vocabulary made of another one.
 *
 * @param before the old one
 * @param after the new one
 * @param tokenizer of the new one; none if the model has none
 * @param origins for each new id the old ids whose vectors make its own: one that stays as it is,
 *     several that are averaged, none for a new vector
 */
record ChangedVocabulary(
    Vocabulary before, Vocabulary after, Optional<Tokenizer> tokenizer, int[][] origins) {

  static ChangedVocabulary unchanged(Vocabulary vocabulary, Optional<Tokenizer> tokenizer) {
    int[][] origins = new int[vocabulary.size()][];
    for (int id = 0; id < origins.length; id++) {
      origins[id] = new int[] {id};
    }
    return new ChangedVocabulary(vocabulary, vocabulary, tokenizer, origins);
  }

  boolean isChanged() {
    if (before.size() != after.size()) {
      return true;
    }
    for (int id = 0; id < origins.length; id++) {
      if (origins[id].length != 1 || origins[id][0] != id) {
        return true;
      }
    }
    return false;
  }

  /** Whether a table can serve both. */
  boolean isSameAs(ChangedVocabulary other) {
    return after.tokens().equals(other.after.tokens()) && Arrays.deepEquals(origins, other.origins);
  }

  /** What became of the tokens. */
  FineTuningReport.Tokens tokens() {
    int kept = 0;
    int fromPieces = 0;
    for (int id = 0; id < origins.length; id++) {
      boolean same = origins[id].length == 1 && isSame(id);
      kept += same ? 1 : 0;
      fromPieces += !same && origins[id].length > 0 ? 1 : 0;
    }
    return new FineTuningReport.Tokens(
        before.size(), after.size(), kept, fromPieces, after.size() - kept - fromPieces);
  }

  private boolean isSame(int id) {
    return before.token(origins[id][0]).equals(after.token(id));
  }
}
