package org.attentionzoo.zoo.marian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.attentionzoo.zoo.file.Content;
import org.attentionzoo.zoo.file.WholeFile;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.MarkingTokenizer;
import org.attentionzoo.zoo.text.SentencePieceTokenizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.weights.SafetensorsWriter;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.node.JsonNodeFactory;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Writes a folder that Hugging Face's Transformers opens. */
final class MarianExport {

  private static final int LONGEST = 512;

  private final ModelZip model;
  private final MarianConfig config;
  private final Map<String, INDArray> parameters;
  private final MarianIds sources;
  private final MarianIds targets;
  private final List<String> notes = new ArrayList<>();

  MarianExport(ModelZip model) {
    this.model = model;
    this.config = MarianShape.of(model.network());
    this.parameters = model.network().paramTable();
    this.sources = new MarianIds(model.source());
    this.targets = new MarianIds(model.target());
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
    byte[] source = content("source", withoutEnd(tokenizers.source()));
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
      json(folder, HuggingFaceMarian.VOCABULARY, vocabulary(sources), written);
      if (!config.sharedEmbeddings()) {
        json(folder, HuggingFaceMarian.TARGET_VOCABULARY, vocabulary(targets), written);
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

  /** All sources end there, and the tokenizer does not say so. */
  private Tokenizer withoutEnd(Tokenizer tokenizer) {
    if (tokenizer instanceof MarkingTokenizer marking
        && marking.before().isEmpty()
        && marking.after().equals(List.of(MarianIds.SOURCE_END))) {
      int[] ends = {Vocabulary.EOS, model.source().id(MarianIds.SOURCE_END)};
      if (config.sharedEmbeddings() && !row(ends[0]).equals(row(ends[1]))) {
        notes.add("the end of sources has another row than that of targets, and is not kept");
      }
      return marking.marked();
    }
    notes.add("sources end with </s> there, which this model has not read");
    return tokenizer;
  }

  private INDArray row(int id) {
    return parameters.get("table_W").getRow(id);
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

  private static ObjectNode vocabulary(MarianIds vocabulary) {
    ObjectNode ids = JsonNodeFactory.instance.objectNode();
    for (int id = 0; id < vocabulary.size(); id++) {
      ids.put(vocabulary.token(id), id);
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
    values
        .put("pad_token_id", MarianIds.PAD)
        .put("eos_token_id", MarianIds.END)
        .put("bos_token_id", MarianIds.END);
    values.put("decoder_start_token_id", MarianIds.PAD);
    values.putArray("bad_words_ids").addArray().add(MarianIds.PAD);
    notes.addAll(new MarianSearch(model).describe(values, LONGEST, targets));
    return values;
  }

  private Map<String, INDArray> tensors() {
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    int[] rows = targets.ours();
    String name = parameters.containsKey("table_W") ? "table_W" : "targetEmbedding_W";
    INDArray target = table(name, rows);
    if (config.sharedEmbeddings()) {
      tensors.put(HuggingFaceMarian.SHARED, target);
    }
    if (!config.sharedEmbeddings() || !config.tiedOutput()) {
      INDArray source =
          config.sharedEmbeddings() ? target : table("sourceEmbedding_W", sources.oursOfSources());
      tensors.put(HuggingFaceMarian.ENCODER_TABLE, source);
      tensors.put(HuggingFaceMarian.DECODER_TABLE, target);
    }
    if (!config.tiedOutput()) {
      tensors.put(HuggingFaceMarian.OUTPUT, parameters.get("output_W").transpose().getRows(rows));
    }
    INDArray bias = parameters.get("output_b").reshape(model.target().size(), 1);
    tensors.put(HuggingFaceMarian.BIAS, bias.getRows(rows).reshape(1, rows.length));
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
    values.put("vocab_size", sources.size());
    values.put("decoder_vocab_size", targets.size());
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
    values
        .put("pad_token_id", MarianIds.PAD)
        .put("eos_token_id", MarianIds.END)
        .put("bos_token_id", MarianIds.END);
    values.put("decoder_start_token_id", MarianIds.PAD).put("forced_eos_token_id", MarianIds.END);
    return values;
  }
}
