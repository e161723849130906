package org.attentionzoo.zoo.io;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.TokenizerJson;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.VocabularyJson;
import org.attentionzoo.zoo.untrusted.EntryStream;
import org.attentionzoo.zoo.untrusted.JsonLimits;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * An open model zip, for who wants more of it than {@link ModelZip#load} gives: all that is read
 * here comes from one and the same file.
 *
 * <p>A zip may be anybody's. Reading one runs no code from it, takes no more memory than a model of
 * its size needs, and ends with the model or with a {@link ModelZipException}: entries are read
 * where the zip's directory has them, once each and up to a limit that follows from the network;
 * the configuration names {@linkplain TrustedClasses trusted} classes only; sizes are compared with
 * what is there before memory is taken for them. DL4J gets neither the zip nor an array of it.
 */
public final class ModelZipReader implements Closeable {

  /** The largest attachment, unless the parameters are larger. */
  static final long LARGEST_ATTACHMENT = 64L << 20;

  private static final Set<String> OWN =
      Set.of(
          ModelSerializer.CONFIGURATION_JSON,
          ModelSerializer.COEFFICIENTS_BIN,
          ModelSerializer.UPDATER_BIN,
          ModelZip.SOURCE_VOCABULARY,
          ModelZip.TARGET_VOCABULARY,
          ModelZip.MODEL_CARD,
          ModelZip.SOURCE_TOKENIZER,
          ModelZip.TARGET_TOKENIZER,
          ModelZip.UPDATER);

  private static final long MEGABYTE = 1L << 20;

  /** JSON is shorter in a zip, but hardly 64 times. */
  private static final int MOST_SHRINKING = 64;

  private final ZipDirectory zip;
  private final TrustedClasses trusted;

  /**
   * @throws ModelZipException if the file is missing, or no zip, or a damaged one
   */
  public ModelZipReader(Path file, TrustedClasses trusted) throws ModelZipException {
    this.trusted = Arguments.given("trusted", trusted);
    this.zip = ZipDirectory.open(Arguments.given("file", file));
  }

  /**
   * Reads the model.
   *
   * @param updater whether to read the updater state, which only training needs
   * @throws ModelZipException if the zip is damaged or holds no model of this library; the message
   *     names the entry
   */
  public ModelZip model(boolean updater) throws ModelZipException {
    return model(updater, Precision.FLOAT32);
  }

  /**
   * The same.
   *
   * @param decoding the precision in which it only decodes; FLOAT32 for any use
   */
  ModelZip model(boolean updater, Precision decoding) throws ModelZipException {
    SavedNetwork network = new SavedNetwork(zip, trusted);
    checkAttachments(network);
    long tokens = VocabularyFit.largest(network.configuration()).orElse(0);
    Vocabulary source = parse(ModelZip.SOURCE_VOCABULARY, 1, tokens, VocabularyJson::read);
    Vocabulary target = parse(ModelZip.TARGET_VOCABULARY, 1, tokens, VocabularyJson::read);
    ModelCard card = parse(ModelZip.MODEL_CARD, 1, 0, ModelCardJson::read);
    Optional<Tokenizers> tokenizers = tokenizers(card, source, target, tokens);
    try {
      VocabularyFit.check(network.configuration(), source, target);
    } catch (IllegalArgumentException e) {
      throw new ModelZipException(
          zip.file(), "vocabulary and network differ: " + e.getMessage(), e);
    }
    return new ModelZip(read(network, updater, decoding), source, target, card, tokenizers);
  }

  private ComputationGraph read(SavedNetwork saved, boolean updater, Precision decoding)
      throws ModelZipException {
    if (!updater || !zip.has(ModelZip.UPDATER)) {
      return saved.read(updater, decoding);
    }
    UpdaterJson kind = parse(ModelZip.UPDATER, 1, 0, UpdaterJson::read);
    ComputationGraph network = saved.read(true, decoding);
    try {
      kind.install(network);
    } catch (IllegalArgumentException e) {
      throw new ModelZipException(zip.file(), ModelZip.UPDATER + ": " + e.getMessage(), e);
    }
    return network;
  }

  private void checkAttachments(SavedNetwork network) throws ModelZipException {
    long limit = largestAttachment(network.bytes());
    for (String name : zip.names()) {
      if (!OWN.contains(name)) {
        zip.checkSize(name, limit);
      }
    }
  }

  /** As much as the parameters, with a header: a gradient may be attached. */
  static long largestAttachment(long parameterBytes) {
    return Math.max(LARGEST_ATTACHMENT, parameterBytes + 1024);
  }

  /**
   * Zips of releases that stored no tokenizer name theirs in the card: characters of what is
   * visible, or unknown.
   */
  private Optional<Tokenizers> tokenizers(
      ModelCard card, Vocabulary source, Vocabulary target, long tokens) throws ModelZipException {
    if (!zip.has(ModelZip.SOURCE_TOKENIZER) && !zip.has(ModelZip.TARGET_TOKENIZER)) {
      return card.tokenizer().equals(CharacterTokenizer.NAME)
          ? Optional.of(new Tokenizers(visibleCharacters(source), visibleCharacters(target)))
          : Optional.empty();
    }
    return Optional.of(
        new Tokenizers(
            parse(ModelZip.SOURCE_TOKENIZER, 16, tokens, TokenizerJson::read),
            parse(ModelZip.TARGET_TOKENIZER, 16, tokens, TokenizerJson::read)));
  }

  private static Tokenizer visibleCharacters(Vocabulary vocabulary) {
    return new NormalizingTokenizer(CharacterTokenizer.of(vocabulary), UnicodeForm.VISIBLE, false);
  }

  /**
   * @param megabytes how much it may be in any case
   * @param tokens of the vocabulary: so many kilobytes more, and eight values each
   */
  private <T> T parse(String entry, int megabytes, long tokens, Function<String, T> parser)
      throws ModelZipException {
    if (!zip.has(entry)) {
      throw new ModelZipException(
          zip.file(),
          "has no entry " + entry + "; a plain DL4J zip opens with ComputationGraph.load instead");
    }
    long packed = Math.max(MEGABYTE, MOST_SHRINKING * zip.packedSize(entry));
    String json = zip.text(entry, Math.min(packed, megabytes * MEGABYTE + 1024 * tokens));
    try {
      JsonLimits.check(json, 100_000L * megabytes + 8 * tokens);
      return parser.apply(json);
    } catch (RuntimeException e) {
      throw new ModelZipException(zip.file(), entry + ": " + OneLine.reason(e), e);
    }
  }

  /**
   * The content of an entry that was attached.
   *
   * @return empty if the zip has no such entry
   * @throws ModelZipException if it is damaged, or larger than 64 MB
   */
  public Optional<byte[]> attachment(String name) throws ModelZipException {
    Arguments.given("name", name);
    return zip.has(name) ? Optional.of(zip.bytes(name, LARGEST_ATTACHMENT)) : Optional.empty();
  }

  /**
   * Reads an entry that was attached from a stream, such as an {@link ArrayStream array}.
   *
   * @param content reads the whole; its IllegalArgumentExceptions become the problem of the zip
   * @return empty if the zip has no such entry
   * @throws ModelZipException if it is damaged, or not what {@code content} expects
   */
  public <T> Optional<T> attachment(String name, Content<T> content) throws ModelZipException {
    Arguments.given("name", name);
    Arguments.given("content", content);
    if (!zip.has(name)) {
      return Optional.empty();
    }
    try (EntryStream in = zip.stream(name)) {
      T value = content.read(new DataInputStream(in), zip.size(name));
      in.finish();
      return Optional.of(value);
    } catch (IllegalArgumentException e) {
      throw new ModelZipException(zip.file(), name + ": " + e.getMessage(), e);
    } catch (EOFException | UTFDataFormatException e) {
      throw new ModelZipException(zip.file(), name + ": it ends too early, or holds no text", e);
    } catch (IOException e) {
      throw ZipDirectory.problem(zip.file(), e);
    }
  }

  /**
   * Makes something of an attachment.
   *
   * @param <T> what
   */
  @FunctionalInterface
  public interface Content<T> {
    /**
     * @param in its content
     * @param size bytes of its content
     */
    T read(DataInputStream in, long size) throws IOException;
  }

  @Override
  public void close() throws ModelZipException {
    try {
      zip.close();
    } catch (IOException e) {
      throw ZipDirectory.problem(zip.file(), e);
    }
  }
}
