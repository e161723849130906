package org.attentionzoo.zoo.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.TokenizerJson;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.VocabularyJson;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.exc.InvalidTypeIdException;

/** Reads a {@link ModelZip}, from the cheap checks to the expensive ones. */
final class ModelZipReader {

  private final Path file;

  ModelZipReader(Path file) {
    this.file = file;
  }

  ModelZip read(boolean updater) throws ModelZipException {
    checkIsZip();
    Vocabulary source;
    Vocabulary target;
    ModelCard card;
    Optional<Tokenizers> tokenizers;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      checkHoldsGraph(zip);
      source = parse(zip, ModelZip.SOURCE_VOCABULARY, VocabularyJson::read);
      target = parse(zip, ModelZip.TARGET_VOCABULARY, VocabularyJson::read);
      card = parse(zip, ModelZip.MODEL_CARD, ModelCardJson::read);
      tokenizers = tokenizers(zip, card, source, target);
    } catch (ModelZipException e) {
      throw e;
    } catch (ZipException e) {
      throw new ModelZipException(file, "the zip is truncated or damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelZipException(file, "cannot be read: " + e, e);
    }
    ComputationGraph network = network(updater);
    try {
      return new ModelZip(network, source, target, card, tokenizers);
    } catch (IllegalArgumentException e) {
      throw new ModelZipException(file, "vocabulary and network differ: " + e.getMessage(), e);
    }
  }

  Optional<byte[]> attachment(String name) throws ModelZipException {
    checkIsZip();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        return Optional.empty();
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return Optional.of(in.readAllBytes());
      }
    } catch (ZipException e) {
      throw new ModelZipException(file, "the zip is truncated or damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ModelZipException(file, "cannot be read: " + e, e);
    }
  }

  /** A file that starts like a zip but does not open is truncated, any other is no zip. */
  private void checkIsZip() throws ModelZipException {
    if (!Files.isRegularFile(file)) {
      throw new ModelZipException(file, Files.exists(file) ? "is not a file" : "does not exist");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(4);
      if (start.length < 4
          || start[0] != 'P'
          || start[1] != 'K'
          || start[2] != 3
          || start[3] != 4) {
        throw new ModelZipException(file, "is not a zip");
      }
    } catch (ModelZipException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelZipException(file, "cannot be read: " + e, e);
    }
  }

  private void checkHoldsGraph(ZipFile zip) throws IOException {
    for (String entry :
        new String[] {ModelSerializer.CONFIGURATION_JSON, ModelSerializer.COEFFICIENTS_BIN}) {
      if (zip.getEntry(entry) == null) {
        throw new ModelZipException(file, "is not a DL4J model: it has no entry " + entry);
      }
    }
    if (zip.getEntry(ModelSerializer.PREPROCESSOR_BIN) != null) {
      throw new ModelZipException(
          file,
          "holds "
              + ModelSerializer.PREPROCESSOR_BIN
              + ", which is Java serialization and can run foreign code; refused");
    }
    JsonNode conf = conf(text(zip, ModelSerializer.CONFIGURATION_JSON));
    if (conf == null || !conf.has("vertices")) {
      throw new ModelZipException(
          file,
          conf != null && conf.has("confs")
              ? "holds a MultiLayerNetwork, expected a ComputationGraph"
              : ModelSerializer.CONFIGURATION_JSON + " is not a ComputationGraph configuration");
    }
  }

  private static JsonNode conf(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Zips of releases that stored no tokenizer name theirs in the card: characters, or unknown. */
  private Optional<Tokenizers> tokenizers(
      ZipFile zip, ModelCard card, Vocabulary source, Vocabulary target) throws IOException {
    if (zip.getEntry(ModelZip.SOURCE_TOKENIZER) == null
        && zip.getEntry(ModelZip.TARGET_TOKENIZER) == null) {
      return card.tokenizer().equals(CharacterTokenizer.NAME)
          ? Optional.of(
              new Tokenizers(CharacterTokenizer.of(source), CharacterTokenizer.of(target)))
          : Optional.empty();
    }
    return Optional.of(
        new Tokenizers(
            parse(zip, ModelZip.SOURCE_TOKENIZER, TokenizerJson::read),
            parse(zip, ModelZip.TARGET_TOKENIZER, TokenizerJson::read)));
  }

  private <T> T parse(ZipFile zip, String entry, Function<String, T> parser) throws IOException {
    if (zip.getEntry(entry) == null) {
      throw new ModelZipException(
          file,
          "has no entry " + entry + "; a plain DL4J zip opens with ComputationGraph.load instead");
    }
    try {
      return parser.apply(text(zip, entry));
    } catch (IllegalArgumentException e) {
      throw new ModelZipException(file, entry + ": " + e.getMessage(), e);
    }
  }

  private static String text(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private ComputationGraph network(boolean updater) throws ModelZipException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      ComputationGraph network = ModelSerializer.restoreComputationGraph(in, updater);
      if (updater) {
        DirectUpdater.install(network);
      }
      return network;
    } catch (IOException e) {
      throw new ModelZipException(file, "the zip is truncated or damaged: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof InvalidTypeIdException missing) {
          throw new ModelZipException(
              file, "needs a class that is not on the class path: " + missing.getTypeId(), e);
        }
      }
      throw new ModelZipException(file, "the network cannot be restored: " + e, e);
    }
  }
}
