package org.attentionzoo.zoo.marian;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.WeightsException;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The tokens of a Marian model, by its ids. */
final class MarianVocabulary {

  static final String UNKNOWN = "<unk>";

  private MarianVocabulary() {}

  /**
   * The tokens in the order of their ids.
   *
   * @param vocabulary ids by token: vocab.json, or vocab.yml
   * @param size V of the model
   * @throws WeightsException if not every id has one token; names the first that has not
   */
  static List<String> tokens(Settings vocabulary, int size) throws WeightsException {
    String[] tokens = new String[size];
    for (String token : vocabulary.names()) {
      JsonNode id = vocabulary.get(token);
      int number = id.isInt() ? id.intValue() : -1;
      if (number < 0 || number >= size) {
        throw new WeightsException(
            vocabulary.file(),
            "token \"" + token + "\" has the id " + id + ", and the model has " + size + " tokens");
      }
      if (tokens[number] != null) {
        throw new WeightsException(
            vocabulary.file(),
            "tokens \"" + tokens[number] + "\" and \"" + token + "\" both have the id " + number);
      }
      if (token.isEmpty()) {
        throw new WeightsException(vocabulary.file(), "the token with id " + number + " is empty");
      }
      tokens[number] = token;
    }
    int lacking = Arrays.asList(tokens).indexOf(null);
    if (lacking >= 0) {
      throw new WeightsException(
          vocabulary.file(),
          "has no token with id " + lacking + ", and the model has " + size + " tokens");
    }
    return List.of(tokens);
  }

  /**
   * Our vocabulary of them, with a token for the end of sources, which a table of both has anyway.
   *
   * @param begin what the decoder begins with; empty for zeros
   */
  static ForeignVocabulary ours(
      Settings vocabulary,
      List<String> tokens,
      Optional<String> pad,
      Optional<String> begin,
      String end)
      throws WeightsException {
    try {
      return ForeignVocabulary.of(tokens, pad, UNKNOWN, begin, end, List.of(end));
    } catch (IllegalArgumentException e) {
      throw new WeightsException(vocabulary.file(), e.getMessage(), e);
    }
  }

  /** Our ids by theirs; where two are of one, the one that is theirs. */
  static int[] ourIds(ForeignVocabulary vocabulary, int size) {
    int[] rows = vocabulary.rows();
    int[] ids = new int[size];
    for (int id = rows.length - 1; id >= 0; id--) {
      if (rows[id] >= 0) {
        ids[rows[id]] = id;
      }
    }
    return ids;
  }
}
