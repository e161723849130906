package org.attentionzoo.zoo.marian;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.weights.WeightsException;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * How Hugging Face's {@code generate} would search, in the names of its {@code GenerationConfig},
 * as a {@link Decoding} of ours; and notes on what of it is not kept.
 */
final class MarianDecoding {

  private static final int MOST_BEAMS = 1000;
  private static final int LONGEST = 1 << 20;

  /** What these say is said by the vocabulary, or says nothing about a translation. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "_from_model_config",
          "transformers_version",
          "use_cache",
          "cache_implementation",
          "bos_token_id",
          "pad_token_id",
          "eos_token_id",
          "decoder_start_token_id",
          "output_attentions",
          "output_hidden_states",
          "output_scores",
          "output_logits",
          "return_dict_in_generate",
          "renormalize_logits", // padding has no probability here in any case
          "num_beams",
          "length_penalty",
          "max_length",
          "max_new_tokens",
          "forced_eos_token_id",
          "bad_words_ids");

  /** Options of a search for which there is nothing here. */
  private static final Set<String> MORE =
      Set.of(
          "begin_suppress_tokens",
          "do_sample",
          "early_stopping",
          "exponential_decay_length_penalty",
          "forced_bos_token_id",
          "sequence_bias",
          "suppress_tokens");

  /** Values with which these change nothing; the last three are read in sampling only. */
  private static final Map<String, Double> NEUTRAL =
      Map.ofEntries(
          Map.entry("min_length", 0.0),
          Map.entry("no_repeat_ngram_size", 0.0),
          Map.entry("encoder_no_repeat_ngram_size", 0.0),
          Map.entry("repetition_penalty", 1.0),
          Map.entry("encoder_repetition_penalty", 1.0),
          Map.entry("diversity_penalty", 0.0),
          Map.entry("num_beam_groups", 1.0),
          Map.entry("num_return_sequences", 1.0),
          Map.entry("typical_p", 1.0),
          Map.entry("epsilon_cutoff", 0.0),
          Map.entry("eta_cutoff", 0.0),
          Map.entry("temperature", 1.0),
          Map.entry("top_k", 50.0),
          Map.entry("top_p", 1.0));

  private final Settings settings;
  private final int[] ourIds;
  private final int eos;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param settings generation_config.json, or config.json in older folders
   * @param ourIds by theirs
   * @param eos their id of the end token
   */
  MarianDecoding(Settings settings, int[] ourIds, int eos) {
    this.settings = settings;
    this.ourIds = ourIds;
    this.eos = eos;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }

  /** Notes each option of GenerationConfig that is set, means something, and is not kept. */
  private void noteOthers() {
    boolean all = !settings.has("model_type"); // config.json is about other things, too
    for (String name : settings.names()) {
      JsonNode value = settings.get(name);
      Double neutral = NEUTRAL.get(name);
      boolean changesNothing =
          value.isNull()
              || !(all || MORE.contains(name) || NEUTRAL.containsKey(name))
              || ELSEWHERE.contains(name)
              || (value.isBoolean() && !value.booleanValue())
              || (neutral != null && value.isNumber() && value.doubleValue() == neutral);
      if (!changesNothing) {
        note(name);
      }
    }
  }

  private void note(String name) {
    notes.add(
        settings.file().getFileName() + ": " + name + " = " + settings.get(name) + " is not kept");
  }

  /**
   * @throws WeightsException if a value is out of its range; names it
   */
  Decoding<?> decoding() throws WeightsException {
    int beams = settings.whole("num_beams", 1, Math.min(MOST_BEAMS, ourIds.length), 1);
    double penalty = settings.number("length_penalty", -1000, 1000, 1);
    if (beams > 1 && penalty < 0) {
      note("length_penalty");
      penalty = 0;
    }
    noteOthers();
    return beams == 1
        ? common(Decoding.greedy())
        : common(Decoding.beam(beams).lengthNormalization(penalty));
  }

  private <D extends Decoding<D>> D common(D search) throws WeightsException {
    D decoding = search;
    if (settings.has("max_new_tokens")) {
      decoding = decoding.maxLength(settings.whole("max_new_tokens", 1, LONGEST));
    } else if (settings.has("max_length")) {
      decoding =
          decoding.maxLength(settings.whole("max_length", 2, LONGEST) - 1); // without the first
    }
    if (settings.has("forced_eos_token_id")) {
      if (settings.get("forced_eos_token_id").asInt(-1) == eos) {
        decoding = decoding.forceEnd();
      } else {
        note("forced_eos_token_id");
      }
    }
    int[] suppressed = suppressed();
    return suppressed.length == 0 ? decoding : decoding.suppress(suppressed);
  }

  /** Single tokens that are never generated; those that no translator generates are left out. */
  private int[] suppressed() throws WeightsException {
    List<Integer> ids = new ArrayList<>();
    if (settings.has("bad_words_ids") && !settings.get("bad_words_ids").isArray()) {
      throw settings.wrong("bad_words_ids", "a list of lists of ids");
    }
    for (JsonNode words : settings.get("bad_words_ids")) {
      if (!words.isArray()) {
        throw settings.wrong("bad_words_ids", "a list of lists of ids");
      }
      if (words.size() != 1) {
        notes.add(settings.file().getFileName() + ": bad_words_ids " + words + " is not kept");
        continue;
      }
      int theirs = words.get(0).isInt() ? words.get(0).intValue() : -1;
      if (theirs < 0 || theirs >= ourIds.length || theirs == eos) {
        throw settings.wrong("bad_words_ids", "ids of the vocabulary other than the end token's");
      }
      ids.add(ourIds[theirs]);
    }
    return ids.stream()
        .distinct()
        .filter(id -> id >= Vocabulary.SPECIAL_TOKENS.size())
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
