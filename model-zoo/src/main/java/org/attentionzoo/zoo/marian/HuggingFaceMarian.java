package org.attentionzoo.zoo.marian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.SafetensorsFile;
import org.attentionzoo.zoo.weights.TorchFile;
import org.attentionzoo.zoo.weights.Weight;
import org.attentionzoo.zoo.weights.WeightMap;
import org.attentionzoo.zoo.weights.WeightsException;

/**
 * A translation model of Marian from a folder as Hugging Face's Transformers saves it, such as each
 * of OPUS-MT's:
 *
 * <pre>
 * config.json            generation_config.json (newer ones)    tokenizer_config.json
 * model.safetensors      or pytorch_model.bin
 * source.spm             target.spm
 * vocab.json             target_vocab.json, where source and target have vocabularies of their own
 * </pre>
 *
 * <pre>{@code
 * ModelZip model = HuggingFaceMarian.load(Path.of("opus-mt-de-en")).model();
 * Translator.of(model).translate("Guten Morgen.");
 * HuggingFaceMarian.save(model, Path.of("fine-tuned"));
 * }</pre>
 */
public final class HuggingFaceMarian {

  static final String CONFIG = "config.json";
  static final String GENERATION = "generation_config.json";
  static final String TOKENIZER = "tokenizer_config.json";
  static final String SAFETENSORS = "model.safetensors";
  static final String PICKLE = "pytorch_model.bin";
  static final String VOCABULARY = "vocab.json";
  static final String TARGET_VOCABULARY = "target_vocab.json";

  static final String SHARED = "model.shared.weight";
  static final String ENCODER_TABLE = "model.encoder.embed_tokens.weight";
  static final String DECODER_TABLE = "model.decoder.embed_tokens.weight";
  static final String OUTPUT = "lm_head.weight";
  static final String BIAS = "final_logits_bias";

  private static final int LARGEST_CONFIG = 1 << 20;
  private static final int LARGEST_VOCABULARY = 64 << 20;

  private final Path folder;
  private final Settings config;
  private final MarianConfig model;
  private final int pad;
  private final int end;
  private final int start;
  private final int sourceSize;
  private final int targetSize;

  private HuggingFaceMarian(Path folder) throws WeightsException {
    this.folder = folder;
    config = Settings.read(folder.resolve(CONFIG), LARGEST_CONFIG);
    model = MarianConfig.of(config);
    sourceSize = config.whole("vocab_size", 4, MarianConfig.LARGEST);
    targetSize =
        model.sharedEmbeddings()
            ? sourceSize
            : config.whole("decoder_vocab_size", 4, MarianConfig.LARGEST, sourceSize);
    int smaller = Math.min(sourceSize, targetSize);
    pad = config.whole("pad_token_id", 0, smaller - 1);
    end = config.whole("eos_token_id", 0, smaller - 1);
    start = config.whole("decoder_start_token_id", 0, smaller - 1, pad);
  }

  /**
   * Reads a folder.
   *
   * @return the model, which knows how it is meant to be searched, and what became of each tensor
   * @throws WeightsException if a file is missing or damaged, or the model is none that we can
   *     compute; names the file and what is wrong
   */
  public static ImportedModel load(Path folder) throws WeightsException {
    Arguments.given("folder", folder);
    try {
      return new HuggingFaceMarian(folder).load();
    } catch (WeightsException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new WeightsException(folder, OneLine.reason(e), e);
    }
  }

  /**
   * Writes a model as a folder that Hugging Face's Transformers opens, with the same logits.
   *
   * @param model a Transformer that computes what Marian's do (norms after the sub-layers,
   *     sinusoids in {@linkplain SinusoidLayout#HALVES halves}) and divides texts by SentencePiece
   * @param folder is made; if it is there already it has to be empty
   * @return notes on what is not kept, a line each: how it is searched can be said in part only
   * @throws IllegalArgumentException if the model computes anything else; names part and option
   * @throws IOException if the folder is not empty, or cannot be written
   */
  public static List<String> save(ModelZip model, Path folder) throws IOException {
    Arguments.given("model", model);
    Arguments.given("folder", folder);
    return new MarianExport(model).write(folder);
  }

  private ImportedModel load() throws IOException {
    Settings sources = vocabulary(VOCABULARY);
    Settings targets = isSeparate() ? vocabulary(TARGET_VOCABULARY) : sources;
    List<String> sourceTokens = MarianVocabulary.tokens(sources, sourceSize);
    List<String> targetTokens = MarianVocabulary.tokens(targets, targetSize);
    ForeignVocabulary source = ours(sources, sourceTokens);
    ForeignVocabulary target = ours(targets, targetTokens);
    MarianTokenizers tokenizers =
        MarianTokenizers.of(folder, sourceTokens, targetTokens, sourceTokens.get(end));
    MarianDecoding search =
        new MarianDecoding(generation(), MarianVocabulary.ourIds(target, targetSize), end);
    Decoding<?> decoding = search.decoding();
    try (NamedTensors file = weights()) {
      MarianTables tables = tables(file);
      WeightMap map = map(file, tables, source, target);
      MarianImport result = new MarianImport(model, source.vocabulary(), target.vocabulary());
      return result.of(
          file,
          map,
          tables.tying(),
          tokenizers,
          decoding,
          search.notes(),
          "Hugging Face",
          languages());
    }
  }

  private ForeignVocabulary ours(Settings vocabulary, List<String> tokens) throws WeightsException {
    return MarianVocabulary.ours(
        vocabulary,
        tokens,
        Optional.of(tokens.get(pad)),
        Optional.of(tokens.get(start)),
        tokens.get(end));
  }

  /** Source and target may have vocabularies of their own, and have to with tables of their own. */
  private boolean isSeparate() throws WeightsException {
    boolean separate = tokenizerConfig().flag("separate_vocabs", false);
    if (separate && model.sharedEmbeddings()) {
      throw config.wrong(
          "share_encoder_decoder_embeddings",
          "false, as " + TOKENIZER + " has separate vocabularies");
    }
    return separate
        || (!model.sharedEmbeddings() && Files.exists(folder.resolve(TARGET_VOCABULARY)));
  }

  private Settings tokenizerConfig() throws WeightsException {
    return optional(TOKENIZER, Settings.none(folder.resolve(TOKENIZER)));
  }

  /** Folders of before there was a file for it have it in config.json. */
  private Settings generation() throws WeightsException {
    return optional(GENERATION, config);
  }

  private Settings optional(String name, Settings otherwise) throws WeightsException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Settings.read(file, LARGEST_CONFIG) : otherwise;
  }

  private Settings vocabulary(String name) throws WeightsException {
    return Settings.read(folder.resolve(name), LARGEST_VOCABULARY);
  }

  private String languages() throws WeightsException {
    Settings tokenizer = tokenizerConfig();
    String source = tokenizer.text("source_lang", "");
    String target = tokenizer.text("target_lang", "");
    return source.isEmpty() || target.isEmpty() ? "" : source + " → " + target;
  }

  private NamedTensors weights() throws WeightsException {
    if (Files.exists(folder.resolve(SAFETENSORS))) {
      return SafetensorsFile.open(folder.resolve(SAFETENSORS));
    }
    if (Files.exists(folder.resolve(PICKLE))) {
      return TorchFile.open(folder.resolve(PICKLE));
    }
    throw new WeightsException(folder, "has neither " + SAFETENSORS + " nor " + PICKLE);
  }

  private MarianTables tables(NamedTensors file) throws WeightsException {
    List<String> source = new ArrayList<>(List.of(ENCODER_TABLE, SHARED));
    List<String> target = new ArrayList<>(List.of(DECODER_TABLE, SHARED));
    List<String> output = new ArrayList<>(List.of(OUTPUT));
    if (model.sharedEmbeddings()) {
      source.add(DECODER_TABLE);
      target.add(ENCODER_TABLE);
    }
    if (model.tiedOutput()) {
      output.addAll(target);
      target.add(OUTPUT);
    }
    if (model.tying() == Tying.ALL) {
      source.add(OUTPUT);
    }
    return new MarianTables(file, model, source, target, output);
  }

  private WeightMap map(
      NamedTensors file, MarianTables tables, ForeignVocabulary source, ForeignVocabulary target)
      throws WeightsException {
    WeightMap map = new WeightMap();
    Weight bias = Weight.named(BIAS).reshaped(targetSize);
    tables.addTo(map, source, target, bias, List.of(SHARED, ENCODER_TABLE, DECODER_TABLE, OUTPUT));
    MarianLayers.HUGGING_FACE.addTo(map, "encoder", model.encoderLayers());
    MarianLayers.HUGGING_FACE.addTo(map, "decoder", model.decoderLayers());
    for (String stack : List.of("encoder", "decoder")) {
      String positions = "model." + stack + ".embed_positions.weight";
      if (file.names().contains(positions)) {
        StoredPositions.check(file, positions);
        map.notNeeded(positions, "sinusoids are computed");
      }
    }
    return map;
  }
}
