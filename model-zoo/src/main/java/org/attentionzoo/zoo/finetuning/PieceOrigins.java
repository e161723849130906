package org.attentionzoo.zoo.finetuning;

import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Vocabulary;

/**
 * Which old tokens a new one is made of: those that the old tokenizer cuts its text into.
 *
 * @param old tokenizer and vocabulary of before
 * @param now the tokenizer that makes the new tokens
 */
record PieceOrigins(TextCodec old, Tokenizer now) {

  /** After a piece of a word that goes on, as byte-pair encoding writes it. */
  private static final String GOES_ON = "@@";

  /** Ids of the pieces that the old vocabulary has; none if it has none of them. */
  int[] of(String token) {
    List<String> pieces = new ArrayList<>(old.tokenize(now.join(List.of(token))));
    if (token.endsWith(GOES_ON) && !pieces.isEmpty()) {
      int last = pieces.size() - 1;
      String goesOn = pieces.get(last) + GOES_ON;
      if (old.vocabulary().contains(goesOn)) {
        pieces.set(last, goesOn);
      }
    }
    return pieces.stream()
        .filter(old.vocabulary()::contains)
        .mapToInt(old.vocabulary()::id)
        .filter(id -> id >= Vocabulary.SPECIAL_TOKENS.size())
        .toArray();
  }
}
