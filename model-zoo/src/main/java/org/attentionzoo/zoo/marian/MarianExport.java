package org.attentionzoo.zoo.marian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.zoo.file.Content;
import org.attentionzoo.zoo.file.WholeFile;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.SentencePieceTokenizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.weights.SafetensorsWriter;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.node.JsonNodeFactory;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Writes a folder that Hugging Face's Transformers opens. Its ids are ours without the first, which
 * is padding: their decoder begins with padding, and ours with a token of its own, so that one
 * becomes their padding.
 */
final class MarianExport {

  // Their ids; the others follow in our order.
  private static final int END = 0;
  private static final int PAD = 2;
  private static final int[] FIRST_ROWS = {Vocabulary.EOS, Vocabulary.UNK, Vocabulary.BOS};
  private static final List<String> FIRST_TOKENS = List.of("</s>", "<unk>", "<pad>");

  private static final int LONGEST = 512;

  private final ModelZip model;
  private final MarianConfig config;
  private final Map<String, INDArray> parameters;
  private final List<String> notes = new ArrayList<>();

  MarianExport(ModelZip model) {
    this.model = model;
    this.config = MarianShape.of(model.network());
    this.parameters = model.network().paramTable();
    if (config.sharedEmbeddings() && !model.source().equals(model.target())) {
      throw new IllegalArgumentException(
          "source and target share a table, but have two vocabularies");
    }
  }

  /**
   * Writes all files, config.json last: without it nobody takes the folder for a model.
   *
   * @return notes on what is not kept
   */
  List<String> write(Path folder) throws IOException {
    Tokenizers tokenizers =
        model
            .tokenizers()
            .orElseThrow(
                () -> new IllegalArgumentException("the model has no tokenizers, Marian has"));
    byte[] source = content("source", tokenizers.source());
    byte[] target = content("target", tokenizers.target());
    ObjectNode generation = generation();
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new FileSystemException(folder.toString(), null, "is there already, and not empty");
      }
    }
    List<Path> written = new ArrayList<>();
    try {
      write(folder, MarianTokenizers.SOURCE, out -> out.write(source), written);
      write(folder, MarianTokenizers.TARGET, out -> out.write(target), written);
      json(folder, HuggingFaceMarian.VOCABULARY, vocabulary(model.source()), written);
      if (!config.sharedEmbeddings()) {
        json(folder, HuggingFaceMarian.TARGET_VOCABULARY, vocabulary(model.target()), written);
      }
      json(folder, HuggingFaceMarian.TOKENIZER, tokenizerConfig(), written);
      json(folder, HuggingFaceMarian.GENERATION, generation, written);
      Path weights = folder.resolve(HuggingFaceMarian.SAFETENSORS);
      written.add(weights);
      SafetensorsWriter.write(weights, tensors(), Map.of("format", "pt"));
      json(folder, HuggingFaceMarian.CONFIG, configJson(), written);
      return List.copyOf(notes);
    } catch (IOException | RuntimeException e) {
      for (Path file : written) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
  }

  private static byte[] content(String side, Tokenizer tokenizer) {
    if (tokenizer instanceof SentencePieceTokenizer pieces) {
      return pieces.model().content();
    }
    throw new IllegalArgumentException(
        "the "
            + side
            + " tokenizer is \""
            + tokenizer.name()
            + "\", but Marian has \""
            + SentencePieceTokenizer.NAME
            + "\"");
  }

  private static void write(Path folder, String name, Content content, List<Path> written)
      throws IOException {
    Path file = folder.resolve(name);
    written.add(file);
    new WholeFile(file).replace(content);
  }

  private static void json(Path folder, String name, ObjectNode values, List<Path> written)
      throws IOException {
    byte[] text = (values.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    write(folder, name, out -> out.write(text), written);
  }

  /** Their id of one of our ordinary tokens. */
  static int theirs(int ours) {
    return ours - 1;
  }

  private static int[] rows(Vocabulary vocabulary) {
    IntStream others = IntStream.range(Vocabulary.SPECIAL_TOKENS.size(), vocabulary.size());
    return IntStream.concat(Arrays.stream(FIRST_ROWS), others).toArray();
  }

  private static ObjectNode vocabulary(Vocabulary vocabulary) {
    ObjectNode ids = JsonNodeFactory.instance.objectNode();
    int[] rows = rows(vocabulary);
    for (int id = 0; id < rows.length; id++) {
      ids.put(id < FIRST_TOKENS.size() ? FIRST_TOKENS.get(id) : vocabulary.token(rows[id]), id);
    }
    return ids;
  }

  private ObjectNode tokenizerConfig() {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    String[] languages = model.card().task().replaceFirst("^translation ", "").split(" → ", -1);
    if (languages.length == 2) {
      values.put("source_lang", languages[0]).put("target_lang", languages[1]);
    }
    return values
        .put("separate_vocabs", !config.sharedEmbeddings())
        .put("tokenizer_class", "MarianTokenizer");
  }

  private ObjectNode generation() {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    values.put("pad_token_id", PAD).put("eos_token_id", END).put("bos_token_id", END);
    values.put("decoder_start_token_id", PAD);
    values.putArray("bad_words_ids").addArray().add(PAD);
    notes.addAll(new MarianSearch(model).describe(values, LONGEST, END));
    return values;
  }

  private Map<String, INDArray> tensors() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    int[] targets = rows(model.target());
    String name = parameters.containsKey("table_W") ? "table_W" : "targetEmbedding_W";
    INDArray target = table(name, targets);
    if (config.sharedEmbeddings()) {
      tensors.put(HuggingFaceMarian.SHARED, target);
    }
    if (!config.sharedEmbeddings() || !config.tiedOutput()) {
      INDArray source =
          config.sharedEmbeddings() ? target : table("sourceEmbedding_W", rows(model.source()));
      tensors.put(HuggingFaceMarian.ENCODER_TABLE, source);
      tensors.put(HuggingFaceMarian.DECODER_TABLE, target);
    }
    if (!config.tiedOutput()) {
      tensors.put(
          HuggingFaceMarian.OUTPUT, parameters.get("output_W").transpose().getRows(targets));
    }
    INDArray bias = parameters.get("output_b").reshape(model.target().size(), 1);
    tensors.put(HuggingFaceMarian.BIAS, bias.getRows(targets).reshape(1, targets.length));
    layer(tensors, "encoder", config.encoderLayers());
    layer(tensors, "decoder", config.decoderLayers());
    tensors.replaceAll((tensor, value) -> value.castTo(DataType.FLOAT));
    return tensors;
  }

  private INDArray table(String name, int[] rows) {
    return parameters.get(name).getRows(rows);
  }

  private void layer(Map<String, INDArray> tensors, String stack, int layers) {
    MarianLayers names = MarianLayers.HUGGING_FACE;
    names
        .names(stack, layers)
        .forEach(
            (ours, theirs) -> {
              INDArray value = parameters.get(ours);
              boolean matrix = names.isTransposed(ours);
              tensors.put(theirs, matrix ? value.transpose() : value.reshape(value.length()));
            });
  }

  private ObjectNode configJson() {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    values.put("model_type", "marian").putArray("architectures").add("MarianMTModel");
    values.put("is_encoder_decoder", true).put("dtype", "float32");
    values.put("vocab_size", model.source().size() - 1);
    values.put("decoder_vocab_size", model.target().size() - 1);
    values.put("d_model", config.encoder().size());
    values.put("encoder_layers", config.encoderLayers());
    values.put("decoder_layers", config.decoderLayers());
    MarianConfig.describe("encoder", config.encoder(), values);
    MarianConfig.describe("decoder", config.decoder(), values);
    values.put("scale_embedding", config.scaled());
    values.put("share_encoder_decoder_embeddings", config.sharedEmbeddings());
    values.put("tie_word_embeddings", config.tiedOutput());
    values.put("static_position_embeddings", true);
    values.put("max_position_embeddings", LONGEST);
    values.put("pad_token_id", PAD).put("eos_token_id", END).put("bos_token_id", END);
    values.put("decoder_start_token_id", PAD).put("forced_eos_token_id", END);
    return values;
  }
}
