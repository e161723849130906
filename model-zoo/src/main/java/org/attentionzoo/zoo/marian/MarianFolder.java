package org.attentionzoo.zoo.marian;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.NumpyFile;
import org.attentionzoo.zoo.weights.Weight;
import org.attentionzoo.zoo.weights.WeightMap;
import org.attentionzoo.zoo.weights.WeightsException;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * A Transformer as Marian itself saves it, in a folder as OPUS-MT-train publishes them:
 *
 * <pre>
 * *.npz                   parameters, with the options in special:model.yml
 * *.vocab.yml             or *.src.vocab.yml and *.trg.vocab.yml
 * source.spm  target.spm
 * decoder.yml             if there is one: the files, and how to search
 * </pre>
 */
public final class MarianFolder {

  private static final String OPTIONS = "special:model.yml";
  private static final String DECODER = "decoder.yml";
  private static final String END = "</s>";
  private static final int LARGEST_OPTIONS = 1 << 20;
  private static final int LARGEST_VOCABULARY = 64 << 20;
  private static final int MOST_BEAMS = 1000;

  /** What of decoder.yml is read, or says nothing about a translation. */
  private static final List<String> KNOWN =
      List.of("relative-paths", "models", "vocabs", "beam-size", "normalize");

  private final Path folder;
  private final Settings decoder;

  private MarianFolder(Path folder) throws WeightsException {
    this.folder = folder;
    Path file = folder.resolve(DECODER);
    decoder = Files.exists(file) ? yaml(file, LARGEST_OPTIONS) : Settings.none(file);
  }

  private static Settings yaml(Path file, int most) throws WeightsException {
    return Yaml.read(file, Settings.text(file, most));
  }

  /**
   * Reads a folder.
   *
   * @return the model, which knows the beam that decoder.yml asks for, and what became of each
   *     tensor
   * @throws WeightsException if a file is missing or damaged, or the model is none that we can
   *     compute; names the file and what is wrong
   */
  public static ImportedModel load(Path folder) throws WeightsException {
    Arguments.given("folder", folder);
    try {
      return new MarianFolder(folder).load();
    } catch (WeightsException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new WeightsException(folder, OneLine.reason(e), e);
    }
  }

  private ImportedModel load() throws IOException {
    try (NumpyFile file = NumpyFile.open(one("models", ".npz"))) {
      if (!file.names().contains(OPTIONS)) {
        throw new WeightsException(
            file.file(), "has no " + OPTIONS + ", so it is none of Marian's");
      }
      MarianConfig config = MarianOptions.config(Yaml.read(file.file(), file.text(OPTIONS)));
      MarianTables tables = tables(file, config);
      Vocabularies vocabularies = vocabularies(file, tables);
      MarianTokenizers tokenizers =
          MarianTokenizers.of(folder, vocabularies.sourceTokens, vocabularies.targetTokens, END);
      WeightMap map = map(file, config, tables, vocabularies);
      return new MarianImport(
              config, vocabularies.source.vocabulary(), vocabularies.target.vocabulary())
          .of(file, map, tables.tying(), tokenizers, decoding(), notes(), "Marian", "");
    }
  }

  /** The only file of a kind: decoder.yml names it, or the folder has but one. */
  private Path one(String setting, String ending) throws IOException {
    List<Path> files = decoder.has(setting) ? named(setting) : ending(ending);
    if (files.size() != 1) {
      throw new WeightsException(
          folder, "has " + files.size() + " files *" + ending + ", and one is expected");
    }
    return files.get(0);
  }

  /** Names in decoder.yml, which are of files in the folder. */
  private List<Path> named(String setting) throws WeightsException {
    List<Path> files = new ArrayList<>();
    for (JsonNode name : decoder.get(setting)) {
      Path file = folder.resolve(name.asText()).normalize();
      if (!name.isTextual() || !folder.normalize().equals(file.getParent())) {
        throw decoder.wrong(setting, "names of files in the same folder");
      }
      if (!files.contains(file)) {
        files.add(file);
      }
    }
    return files;
  }

  private List<Path> ending(String ending) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  private static MarianTables tables(NumpyFile file, MarianConfig config) throws WeightsException {
    List<String> source = List.of(config.sharedEmbeddings() ? "Wemb" : "encoder_Wemb");
    List<String> target = config.sharedEmbeddings() ? source : List.of("decoder_Wemb", "Wemb");
    List<String> output =
        config.tiedOutput() ? target : List.of("decoder_ff_logit_out_Wt", "decoder_ff_logit_out_W");
    return new MarianTables(file, config, source, target, output);
  }

  private record Vocabularies(
      List<String> sourceTokens,
      List<String> targetTokens,
      ForeignVocabulary source,
      ForeignVocabulary target) {}

  private Vocabularies vocabularies(NumpyFile file, MarianTables tables) throws IOException {
    List<Path> files = decoder.has("vocabs") ? named("vocabs") : ending("vocab.yml");
    if (files.isEmpty() || files.size() > 2) {
      throw new WeightsException(
          folder, "has " + files.size() + " files *vocab.yml, and one or two are expected");
    }
    Settings source = yaml(files.get(0), LARGEST_VOCABULARY); // src comes before trg
    Settings target = files.size() == 1 ? source : yaml(files.get(1), LARGEST_VOCABULARY);
    List<String> sourceTokens =
        MarianVocabulary.tokens(source, (int) file.shape(tables.source())[0]);
    List<String> targetTokens =
        MarianVocabulary.tokens(target, (int) file.shape(tables.target())[0]);
    return new Vocabularies(
        sourceTokens, targetTokens, ours(source, sourceTokens), ours(target, targetTokens));
  }

  /** There is no padding, and the decoder begins with zeros. */
  private static ForeignVocabulary ours(Settings vocabulary, List<String> tokens)
      throws WeightsException {
    return MarianVocabulary.ours(vocabulary, tokens, Optional.empty(), Optional.empty(), END);
  }

  private static WeightMap map(
      NumpyFile file, MarianConfig config, MarianTables tables, Vocabularies vocabularies)
      throws WeightsException {
    WeightMap map = new WeightMap();
    String bias = "decoder_ff_logit_out_b";
    int size = vocabularies.targetTokens.size();
    Weight ofLogits =
        file.names().contains(bias) ? Weight.named(bias).reshaped(size) : Weight.constant(0, size);
    tables.addTo(map, vocabularies.source, vocabularies.target, ofLogits, List.of());
    MarianLayers.MARIAN.addTo(map, "encoder", config.encoderLayers());
    MarianLayers.MARIAN.addTo(map, "decoder", config.decoderLayers());
    return map.notNeeded(OPTIONS, "the options");
  }

  private Decoding<?> decoding() throws WeightsException {
    int beam = decoder.whole("beam-size", 1, MOST_BEAMS, 12); // Marian's default
    JsonNode normalize = decoder.get("normalize");
    double alpha =
        normalize.isBoolean()
            ? normalize.booleanValue() ? 1 : 0
            : decoder.number("normalize", 0, 1000, 0);
    return beam == 1 ? Decoding.greedy() : Decoding.beam(beam).lengthNormalization(alpha);
  }

  private List<String> notes() {
    return decoder.names().stream()
        .filter(name -> !KNOWN.contains(name) && decoder.has(name))
        .map(name -> DECODER + ": " + name + " = " + decoder.get(name) + " is not kept")
        .toList();
  }
}
