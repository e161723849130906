package org.attentionzoo.zoo.marian;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.zoo.generation.DecodingJson;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** The search in a model's card in the names of Hugging Face's {@code GenerationConfig}. */
record MarianSearch(ModelZip model) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Says how to search.
   *
   * @param to gets the options; has bad_words_ids
   * @param longest the most tokens, if the card does not say
   * @param ids of the target's tokens
   * @return notes on what is not kept
   */
  List<String> describe(ObjectNode to, int longest, MarianIds ids) {
    JsonNode search = search();
    List<String> notes = new ArrayList<>();
    to.put("num_beams", search.path("beam").asInt(1));
    if (search.has("lengthNormalization")) {
      to.put("length_penalty", search.get("lengthNormalization").asDouble());
    }
    to.put("max_length", search.path("maxLength").asInt(longest - 1) + 1); // with the first one
    if (search.path("forceEnd").asBoolean()) {
      to.put("forced_eos_token_id", MarianIds.END);
    }
    for (JsonNode ours : search.path("suppress")) {
      int theirs = ids.theirs(ours.asInt());
      if (theirs >= 0) {
        ((ArrayNode) to.get("bad_words_ids")).addArray().add(theirs);
      }
    }
    if (search.path("lengthPenalty").asDouble() != 0) {
      notes.add("the search's lengthPenalty " + search.get("lengthPenalty") + " is not kept");
    }
    if (search.has("maxLengthBeyondSource")) {
      notes.add(
          "the search's maxLengthBeyondSource "
              + search.get("maxLengthBeyondSource")
              + " is not kept: max_length is "
              + longest);
    }
    return notes;
  }

  private JsonNode search() {
    String search = model.card().extras().get(ModelCard.DECODING);
    if (search == null) {
      return MAPPER.createObjectNode();
    }
    DecodingJson.read(search); // which checks it
    try {
      return MAPPER.readTree(search);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read from memory", e);
    }
  }
}
