package org.attentionzoo.zoo.marian;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.attentionzoo.zoo.text.Vocabulary;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What make_marian.py made: folders, and what Hugging Face's Transformers computes with them. */
final class MarianFixture {

  static final List<String> CASES = List.of("opus", "uneven", "separate", "untied");
  static final ObjectMapper JSON = new ObjectMapper();

  private MarianFixture() {}

  /** A complete folder: the weights of a case, and the tokenizer that all share. */
  static Path folder(String name, Path at) throws IOException {
    Path folder = Files.createDirectories(at.resolve(name));
    for (String file :
        List.of(
            "config.json", "generation_config.json", "model.safetensors", "pytorch_model.bin")) {
      copy(name + "/" + file, folder.resolve(file));
    }
    copy("tokenizer/source.spm", folder.resolve("source.spm"));
    copy("tokenizer/target.spm", folder.resolve("target.spm"));
    if (name.equals("separate")) {
      copy("tokenizer/source_vocab.json", folder.resolve("vocab.json"));
      copy("tokenizer/target_vocab.json", folder.resolve("target_vocab.json"));
      Files.writeString(
          folder.resolve("tokenizer_config.json"),
          "{\"source_lang\": \"en\", \"target_lang\": \"de\", \"separate_vocabs\": true}");
    } else {
      copy("tokenizer/vocab.json", folder.resolve("vocab.json"));
    }
    return folder;
  }

  /** A folder as Marian writes it. */
  static Path marian(Path at) throws IOException {
    Path folder = Files.createDirectories(at.resolve("npz"));
    for (String file : List.of("model.npz", "opus.vocab.yml", "decoder.yml")) {
      copy("npz/" + file, folder.resolve(file));
    }
    copy("tokenizer/source.spm", folder.resolve("source.spm"));
    copy("tokenizer/target.spm", folder.resolve("target.spm"));
    return folder;
  }

  /** Of one step's logits. */
  static double[] logProbabilities(JsonNode logits) {
    double[] values =
        StreamSupport.stream(logits.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
    double sum = Math.log(Arrays.stream(values).map(Math::exp).sum());
    return Arrays.stream(values).map(value -> value - sum).toArray();
  }

  private static void copy(String resource, Path to) throws IOException {
    try (InputStream in = open(resource)) {
      if (in != null) {
        Files.copy(in, to);
      }
    }
  }

  static InputStream open(String resource) {
    return MarianFixture.class.getResourceAsStream("/marian/" + resource);
  }

  static JsonNode json(String resource) throws IOException {
    try (InputStream in = open(resource)) {
      return JSON.readTree(in);
    }
  }

  /** Tokens by their ids. */
  static List<String> tokens(Path vocabulary) throws IOException {
    JsonNode ids = JSON.readTree(vocabulary.toFile());
    List<String> tokens = new ArrayList<>(Collections.nCopies(ids.size(), ""));
    for (Iterator<String> each = ids.fieldNames(); each.hasNext(); ) {
      String token = each.next();
      tokens.set(ids.get(token).asInt(), token);
    }
    return tokens;
  }

  static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /** Our ids of theirs; padding, with which their decoder begins, is our begin. */
  static int[] ours(JsonNode theirs, List<String> tokens, Vocabulary vocabulary) {
    return Arrays.stream(ints(theirs))
        .map(id -> tokens.get(id).equals("<pad>") ? Vocabulary.BOS : vocabulary.id(tokens.get(id)))
        .toArray();
  }
}
