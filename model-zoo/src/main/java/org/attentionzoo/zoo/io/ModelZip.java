package org.attentionzoo.zoo.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.processor.BlasCore;
import org.attentionzoo.zoo.file.WholeFile;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A trained model with everything needed to use it, as one file. The file is a plain DL4J zip with
 * updater state ({@code ComputationGraph.load} opens it) that has JSON entries more: {@value
 * #SOURCE_VOCABULARY}, {@value #TARGET_VOCABULARY}, {@value #MODEL_CARD} and, if there are
 * tokenizers, {@value #SOURCE_TOKENIZER} and {@value #TARGET_TOKENIZER}.
 *
 * @param network the initialised network; its first input takes source ids, its second (if any)
 *     target ids
 * @param source the source vocabulary
 * @param target the target vocabulary
 * @param card the model card
 * @param tokenizers with their options, merges included; empty for a model that knows only token
 *     ids
 */
public record ModelZip(
    ComputationGraph network,
    Vocabulary source,
    Vocabulary target,
    ModelCard card,
    Optional<Tokenizers> tokenizers) {

  static {
    BlasCore.choose();
  }

  static final String SOURCE_VOCABULARY = "source-vocabulary.json";
  static final String TARGET_VOCABULARY = "target-vocabulary.json";
  static final String MODEL_CARD = "model-card.json";
  static final String SOURCE_TOKENIZER = "source-tokenizer.json";
  static final String TARGET_TOKENIZER = "target-tokenizer.json";

  /** Of another updater than models have from the beginning. */
  static final String UPDATER = "updater.json";

  /**
   * @throws IllegalArgumentException if a vocabulary's size does not fit the network; names both
   */
  public ModelZip {
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(card, "card");
    Objects.requireNonNull(tokenizers, "tokenizers");
    VocabularyFit.check(network.getConfiguration(), source, target);
  }

  /**
   * A model without tokenizers.
   *
   * @throws IllegalArgumentException if a vocabulary's size does not fit the network; names both
   */
  public ModelZip(ComputationGraph network, Vocabulary source, Vocabulary target, ModelCard card) {
    this(network, source, target, card, Optional.empty());
  }

  /**
   * A model of texts.
   *
   * @throws IllegalArgumentException if a vocabulary's size does not fit the network; names both
   */
  public ModelZip(ComputationGraph network, TextCodec source, TextCodec target, ModelCard card) {
    this(
        network,
        Arguments.given("source", source).vocabulary(),
        Arguments.given("target", target).vocabulary(),
        card,
        Optional.of(new Tokenizers(source.tokenizer(), target.tokenizer())));
  }

  /**
   * From text to source ids.
   *
   * @throws IllegalStateException if the model has no tokenizers
   */
  public TextCodec sourceCodec() {
    return new TextCodec(needed().source(), source);
  }

  /**
   * From target ids to text.
   *
   * @throws IllegalStateException if the model has no tokenizers
   */
  public TextCodec targetCodec() {
    return new TextCodec(needed().target(), target);
  }

  private Tokenizers needed() {
    return tokenizers.orElseThrow(
        () -> new IllegalStateException("Model \"" + card.modelName() + "\" has no tokenizers"));
  }

  /**
   * Writes the zip. It is written beside the file, forced to the disk, read back and moved into
   * place when complete: the file holds the old model or the new one, never half of one, and a
   * failure leaves nothing behind. The same model gives the same bytes.
   *
   * @param file an existing file is replaced; its folder has to exist
   * @throws ModelZipException if the file cannot be written
   */
  public void save(Path file) throws ModelZipException {
    save(file, List.of());
  }

  /**
   * Writes the zip with more entries, such as where a training stood; otherwise like {@link
   * #save(Path)}.
   *
   * @param attachments contents by name; no name may be one of the zip's own entries, and none
   *     larger than 64 MB or, if these are larger, the parameters
   * @throws ModelZipException if the file cannot be written
   */
  public void save(Path file, Map<String, byte[]> attachments) throws ModelZipException {
    Arguments.given("file", file);
    Arguments.allGiven("attachments", attachments);
    save(
        file,
        attachments.entrySet().stream()
            .map(attachment -> ZipContent.bytes(attachment.getKey(), attachment.getValue()))
            .toList());
  }

  /**
   * The same for entries that are written piece by piece.
   *
   * @throws ModelZipException if the file cannot be written
   */
  public void save(Path file, List<ZipContent> attachments) throws ModelZipException {
    Arguments.given("file", file);
    Arguments.allGiven("attachments", attachments);
    ModelZipWriter.write(this, attachments, new WholeFile(file));
  }

  /**
   * Writes a zip to use the model with, which takes a sixth of the space: the parameters in half
   * precision (IEEE 754 binary16, 11 bits of each number), and nothing of its training. {@link
   * #load} makes FLOATs of them again; a training that starts from it starts at its first update.
   *
   * <p>{@code ComputationGraph.load} makes a network of HALF of it, which computes in half
   * precision; its {@code convertDataType(DataType.FLOAT)} has the parameters that {@link #load}
   * gives.
   *
   * @param file an existing file is replaced; its folder has to exist
   * @throws ModelZipException if the file cannot be written, or the parameters are not of FLOAT, or
   *     one is NaN or larger than half precision can hold (65504)
   */
  public void saveHalf(Path file) throws ModelZipException {
    ModelZipWriter.writeHalf(this, new WholeFile(Arguments.given("file", file)));
  }

  /**
   * Removes what {@link #save} left in a folder when its program was killed. Nothing else may be
   * writing there.
   */
  public static void removeLeftovers(Path folder) throws IOException {
    Arguments.given("folder", folder);
    WholeFile.removeLeftovers(folder);
  }

  /**
   * Reads an entry that was attached to a zip, of at most 64 MB.
   *
   * @return its content; empty if the zip has no such entry
   * @throws ModelZipException if the file is missing or damaged
   */
  public static Optional<byte[]> attachment(Path file, String name) throws ModelZipException {
    try (ModelZipReader zip = new ModelZipReader(file, TrustedClasses.standard())) {
      return zip.attachment(name);
    }
  }

  /**
   * Reads a zip with its updater and the updater's state, so that training can go on. The zip may
   * be anybody's, see {@link ModelZipReader}; {@code ComputationGraph.load} is for zips that you
   * trust.
   *
   * @throws ModelZipException if the file is missing, damaged or no model zip of this library
   */
  public static ModelZip load(Path file) throws ModelZipException {
    return load(file, true);
  }

  /**
   * Reads a zip.
   *
   * @param updater whether to read the updater state, which only training needs
   * @throws ModelZipException if the file is missing, damaged or no model zip of this library
   */
  public static ModelZip load(Path file, boolean updater) throws ModelZipException {
    return load(file, updater, TrustedClasses.standard());
  }

  /**
   * Reads a zip to decode with in some precision, without what only training needs. For BF16 and
   * INT8, where the processor has them, the parameters lie in a file of the system's temporary
   * folder that is mapped into memory, as far as there is room: those whose weights are packed once
   * and for all ({@code GraphScorer.fixed()}) take no memory any more. The file goes with them.
   *
   * @throws ModelZipException if the file is missing, damaged or no model zip of this library
   */
  public static ModelZip load(Path file, Precision decoding) throws ModelZipException {
    Arguments.given("decoding", decoding);
    try (ModelZipReader zip = new ModelZipReader(file, TrustedClasses.standard())) {
      return zip.model(false, decoding);
    }
  }

  /**
   * Reads a zip whose network has classes that are neither this library's nor DL4J's.
   *
   * @param updater whether to read the updater state, which only training needs
   * @param trusted the classes that it may have
   * @throws ModelZipException if the file is missing, damaged or no model zip, or names a class
   *     that is not trusted
   */
  public static ModelZip load(Path file, boolean updater, TrustedClasses trusted)
      throws ModelZipException {
    try (ModelZipReader zip = new ModelZipReader(file, trusted)) {
      return zip.model(updater);
    }
  }
}
