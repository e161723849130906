package org.attentionzoo.zoo.io;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.zoo.file.Content;
import org.attentionzoo.zoo.file.WholeFile;
import org.attentionzoo.zoo.text.TokenizerJson;
import org.attentionzoo.zoo.text.VocabularyJson;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes a {@link ModelZip}: DL4J's entries as its {@code ModelSerializer} makes them, but with the
 * numbers stored, then ours. The same model gives the same bytes.
 */
final class ModelZipWriter {

  /** Of every entry, as the file is a function of the model; zips know no time zone. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  /** Entries to which DL4J gives a meaning that a model zip does not have. */
  private static final Set<String> FOREIGN =
      Set.of(
          ModelSerializer.PREPROCESSOR_BIN,
          ModelSerializer.NORMALIZER_BIN,
          ModelSerializer.NO_PARAMS_MARKER);

  private ModelZipWriter() {}

  static void write(ModelZip model, List<ZipContent> attachments, WholeFile file)
      throws ModelZipException {
    write(model, training(model.network()), attachments, file);
  }

  /** The parameters in half precision, nothing of the training. */
  static void writeHalf(ModelZip model, WholeFile file) throws ModelZipException {
    write(model, half(model.network()), List.of(), file);
  }

  /** The entries of the network are a supplier: what goes wrong with them, too, names the file. */
  private static void write(
      ModelZip model,
      Supplier<List<ZipContent>> network,
      List<ZipContent> attachments,
      WholeFile file)
      throws ModelZipException {
    try {
      List<ZipContent> contents = new ArrayList<>(network.get());
      contents.addAll(texts(model));
      int own = contents.size();
      for (ZipContent attachment : attachments) {
        if (FOREIGN.contains(attachment.name())) {
          throw new IOException("an attachment cannot be named " + attachment.name());
        }
        contents.add(attachment);
      }
      List<ZipEntry> entries = new ArrayList<>();
      file.replace(
          out -> writeZip(contents, out, entries),
          zip -> {
            checkAttachments(entries.subList(own, entries.size()), model);
            readBack(zip, entries);
          });
    } catch (FileSystemException e) {
      throw new ModelZipException(file.path(), e.getReason(), e);
    } catch (IOException | RuntimeException e) {
      throw new ModelZipException(file.path(), "cannot be written: " + e.getMessage(), e);
    }
  }

  /** With the updater and its state, so that the training can go on. */
  private static Supplier<List<ZipContent>> training(ComputationGraph network) {
    return () -> {
      List<ZipContent> contents = new ArrayList<>();
      contents.add(configuration(network.getConfiguration()));
      contents.add(array(ModelSerializer.COEFFICIENTS_BIN, parameters(network)));
      Updater made = network.getUpdater(false); // asked for, it would take its memory now
      INDArray updaterState = made == null ? null : made.getStateViewArray();
      if (updaterState != null && updaterState.length() > 0) {
        contents.add(array(ModelSerializer.UPDATER_BIN, updaterState));
      }
      if (made instanceof DirectUpdater updater && !updater.options().isEmpty()) {
        contents.add(ZipContent.text(ModelZip.UPDATER, UpdaterJson.write(updater)));
      }
      return contents;
    };
  }

  /** Without a state of the updater, a training begins at its first update. */
  private static Supplier<List<ZipContent>> half(ComputationGraph network) {
    return () -> {
      INDArray parameters = parameters(network);
      return List.of(
          configuration(network.getConfiguration().clone()), // iteration 0, epoch 0
          ZipContent.numbers(
              ModelSerializer.COEFFICIENTS_BIN, out -> ArrayWriter.writeHalf(parameters, out)));
    };
  }

  private static ZipContent configuration(ComputationGraphConfiguration configuration) {
    return ZipContent.text(ModelSerializer.CONFIGURATION_JSON, configuration.toJson());
  }

  private static INDArray parameters(ComputationGraph network) {
    if (network.params() == null || network.getVertices() == null) {
      throw new IllegalStateException("the network is not initialised");
    }
    return network.params();
  }

  /** Vocabularies, card, tokenizers. */
  private static List<ZipContent> texts(ModelZip model) {
    List<ZipContent> contents = new ArrayList<>();
    contents.add(ZipContent.text(ModelZip.SOURCE_VOCABULARY, VocabularyJson.write(model.source())));
    contents.add(ZipContent.text(ModelZip.TARGET_VOCABULARY, VocabularyJson.write(model.target())));
    contents.add(ZipContent.text(ModelZip.MODEL_CARD, ModelCardJson.write(model.card())));
    model
        .tokenizers()
        .ifPresent(
            both -> {
              contents.add(
                  ZipContent.text(ModelZip.SOURCE_TOKENIZER, TokenizerJson.write(both.source())));
              contents.add(
                  ZipContent.text(ModelZip.TARGET_TOKENIZER, TokenizerJson.write(both.target())));
            });
    return contents;
  }

  private static ZipContent array(String name, INDArray array) {
    return ZipContent.numbers(name, out -> ArrayWriter.write(array, out));
  }

  /**
   * @param written gets the entries with their sizes and checksums
   */
  private static void writeZip(List<ZipContent> contents, OutputStream out, List<ZipEntry> written)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    for (ZipContent content : contents) {
      ZipEntry entry = new ZipEntry(content.name());
      entry.setTimeLocal(TIME);
      if (!content.compressed()) {
        describeStored(content.content(), entry);
      }
      zip.putNextEntry(entry);
      content.content().writeTo(zip);
      zip.closeEntry();
      written.add(entry);
    }
    zip.finish();
  }

  /** A stored entry tells size and checksum before its content. */
  private static void describeStored(Content content, ZipEntry entry) throws IOException {
    Counter counter = new Counter();
    CheckedOutputStream checked = new CheckedOutputStream(counter, new CRC32());
    content.writeTo(checked);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(counter.count);
    entry.setCrc(checked.getChecksum().getValue());
  }

  /** Forgets what it is given, but for how much it was. */
  private static final class Counter extends OutputStream {

    private long count;

    @Override
    public void write(int value) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      count += length;
    }
  }

  /** What is larger would not be read. */
  private static void checkAttachments(List<ZipEntry> attachments, ModelZip model)
      throws IOException {
    INDArray parameters = model.network().params();
    long limit =
        ModelZipReader.largestAttachment(parameters.length() * parameters.dataType().width());
    for (ZipEntry attachment : attachments) {
      if (attachment.getSize() > limit) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "attachment %s has %d bytes, more than %d",
                attachment.getName(),
                attachment.getSize(),
                limit));
      }
    }
  }

  /** As a stream, which checks each entry's sums, and by the directory at the end. */
  private static void readBack(Path file, List<ZipEntry> written) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (ZipInputStream zip = new ZipInputStream(new FileInputStream(file.toFile()))) {
      for (ZipEntry entry : written) {
        ZipEntry read = zip.getNextEntry();
        while (read != null && zip.read(buffer) >= 0) {}
        checkSame(read, entry);
      }
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : written) {
        ZipEntry read = zip.getEntry(entry.getName());
        checkSame(read, entry);
        try (InputStream in = zip.getInputStream(read)) {
          in.read(); // looks for the entry where the directory says it is
        }
      }
    }
  }

  private static void checkSame(ZipEntry read, ZipEntry written) throws IOException {
    boolean same =
        read != null
            && read.getName().equals(written.getName())
            && read.getSize() == written.getSize()
            && read.getCrc() == written.getCrc();
    if (!same) {
      throw new IOException("entry " + written.getName() + " reads back as something else");
    }
  }
}
