package org.attentionzoo.zoo.ctranslate2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.untrusted.JsonLimits;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.attentionzoo.zoo.weights.CTranslate2File;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.ImportReport;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.WeightsException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * A Transformer of CTranslate2 as one of ours, from its folder:
 *
 * <pre>
 * model.bin
 * config.json                                         newer ones
 * source_vocabulary.txt, target_vocabulary.txt        or one shared_vocabulary.txt; or .json
 * </pre>
 *
 * <p>CTranslate2 knows tokens and no texts; so texts are divided at blanks, unless other tokenizers
 * are given.
 */
public final class CTranslate2Folder {

  private static final String MODEL = "model.bin";
  private static final String CONFIGURATION = "config.json";
  private static final long LARGEST_CONFIGURATION = 1 << 20;
  private static final long LARGEST_VOCABULARY = 64 << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path folder;

  private CTranslate2Folder(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads a folder, for texts whose tokens are divided by blanks.
   *
   * @throws WeightsException if a file is missing or damaged, or the model is none that we can
   *     compute; names the file and what is wrong
   */
  public static ImportedModel load(Path folder) throws WeightsException {
    WhitespaceTokenizer blanks = new WhitespaceTokenizer();
    return load(folder, new Tokenizers(blanks, blanks));
  }

  /**
   * Reads a folder.
   *
   * @param tokenizers what divides texts into the model's tokens
   * @throws WeightsException as {@link #load(Path)}
   */
  public static ImportedModel load(Path folder, Tokenizers tokenizers) throws WeightsException {
    Arguments.given("folder", folder);
    Arguments.given("tokenizers", tokenizers);
    return new CTranslate2Folder(folder).load(tokenizers);
  }

  private ImportedModel load(Tokenizers tokenizers) throws WeightsException {
    CTranslate2Configuration configuration = configuration();
    try (CTranslate2File file = CTranslate2File.open(folder.resolve(MODEL))) {
      CTranslate2Transformer model = new CTranslate2Transformer(file, configuration);
      ForeignVocabulary source = vocabulary("source", model);
      ForeignVocabulary target = vocabulary("target", model);
      ComputationGraph network = model.network(source, target);
      ImportReport report = model.map(source, target).apply(file, network);
      if (!report.unexplained().isEmpty()) {
        throw new WeightsException(
            file.file(),
            "has tensors that no Transformer of ours has a place for: " + report.unexplained());
      }
      ModelCard card =
          ModelCard.builder(Transformer.class.getSimpleName())
              .size("parameters", network.numParams())
              .trainingData("unknown, imported from CTranslate2")
              .extra("imported from", "CTranslate2, " + file.specification())
              .tokenizer(tokenizers.source().name())
              .build();
      return new ImportedModel(
          new ModelZip(
              network,
              source.vocabulary(),
              target.vocabulary(),
              card,
              Optional.of(new Tokenizers(model.marking(tokenizers.source()), tokenizers.target()))),
          report);
    } catch (WeightsException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new WeightsException(folder, OneLine.reason(e), e);
    }
  }

  private CTranslate2Configuration configuration() throws WeightsException {
    Path file = folder.resolve(CONFIGURATION);
    if (!Files.exists(file)) {
      return new CTranslate2Configuration(file, MAPPER.createObjectNode());
    }
    JsonNode root = json(file, LARGEST_CONFIGURATION);
    if (!root.isObject()) {
      throw new WeightsException(file, "is no JSON object");
    }
    return new CTranslate2Configuration(file, root);
  }

  private static JsonNode json(Path file, long largest) throws WeightsException {
    String text = text(file, largest);
    try {
      JsonLimits.check(text, largest);
      return MAPPER.readTree(text);
    } catch (IOException | IllegalArgumentException e) {
      throw new WeightsException(file, OneLine.reason(e), e);
    }
  }

  private static String text(Path file, long largest) throws WeightsException {
    try {
      if (Files.size(file) > largest) {
        throw new WeightsException(
            file, "has " + Files.size(file) + " bytes, and may have " + largest);
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new WeightsException(file, "is not UTF-8", e);
    } catch (WeightsException e) {
      throw e;
    } catch (IOException e) {
      throw new WeightsException(file, "cannot be read: " + e, e);
    }
  }

  private ForeignVocabulary vocabulary(String side, CTranslate2Transformer model)
      throws WeightsException {
    for (String name : List.of("shared_vocabulary", side + "_vocabulary")) {
      Path json = folder.resolve(name + ".json");
      Path lines = folder.resolve(name + ".txt");
      if (Files.exists(json) || Files.exists(lines)) {
        Path file = Files.exists(json) ? json : lines;
        List<String> tokens = Files.exists(json) ? array(json) : lines(lines);
        try {
          return model.vocabulary(side, tokens);
        } catch (IllegalArgumentException e) {
          throw new WeightsException(file, e.getMessage(), e);
        }
      }
    }
    throw new WeightsException(
        folder, "has neither " + side + "_vocabulary.txt nor shared_vocabulary.txt");
  }

  private static List<String> lines(Path file) throws WeightsException {
    String text = text(file, LARGEST_VOCABULARY);
    // only the line feed divides: other separators may be tokens
    return List.of(
        (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).split("\n", -1));
  }

  private static List<String> array(Path file) throws WeightsException {
    JsonNode root = json(file, LARGEST_VOCABULARY);
    if (!root.isArray()) {
      throw new WeightsException(file, "is no JSON array of tokens");
    }
    List<String> tokens = new ArrayList<>();
    for (JsonNode token : root) {
      if (!token.isTextual()) {
        throw new WeightsException(file, "has the token " + token + ", which is no text");
      }
      tokens.add(token.asText());
    }
    return tokens;
  }
}
