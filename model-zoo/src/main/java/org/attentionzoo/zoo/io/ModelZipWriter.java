package org.attentionzoo.zoo.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.attentionzoo.zoo.text.TokenizerJson;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.VocabularyJson;
import org.deeplearning4j.util.ModelSerializer;

/** Writes a {@link ModelZip} in a temporary folder beside the file, then moves it into place. */
final class ModelZipWriter {

  private static final String TEMPORARY = ".model-zip-";

  private ModelZipWriter() {}

  static void write(ModelZip model, Map<String, byte[]> attachments, Path file)
      throws ModelZipException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new ModelZipException(file, "cannot be written, it is a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new ModelZipException(file, "cannot be written, there is no folder " + folder);
    }
    try {
      // A folder, because the zip file system has temporary files of its own.
      Path temporary = Files.createTempDirectory(folder, TEMPORARY);
      try {
        Path zip = temporary.resolve("model.zip");
        ModelSerializer.writeModel(model.network(), zip.toFile(), true);
        addEntries(model, attachments, zip);
        force(zip);
        Files.move(zip, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(temporary);
      }
    } catch (IOException | RuntimeException e) {
      throw new ModelZipException(file, "cannot be written: " + e, e);
    }
  }

  private static void addEntries(ModelZip model, Map<String, byte[]> attachments, Path zip)
      throws IOException {
    try (FileSystem entries = FileSystems.newFileSystem(zip)) {
      Files.writeString(
          entries.getPath(ModelZip.SOURCE_VOCABULARY), VocabularyJson.write(model.source()));
      Files.writeString(
          entries.getPath(ModelZip.TARGET_VOCABULARY), VocabularyJson.write(model.target()));
      Files.writeString(entries.getPath(ModelZip.MODEL_CARD), ModelCardJson.write(model.card()));
      if (model.tokenizers().isPresent()) {
        Tokenizers tokenizers = model.tokenizers().get();
        Files.writeString(
            entries.getPath(ModelZip.SOURCE_TOKENIZER), TokenizerJson.write(tokenizers.source()));
        Files.writeString(
            entries.getPath(ModelZip.TARGET_TOKENIZER), TokenizerJson.write(tokenizers.target()));
      }
      for (Map.Entry<String, byte[]> attachment : attachments.entrySet()) {
        Files.write(
            entries.getPath(attachment.getKey()),
            attachment.getValue(),
            StandardOpenOption.CREATE_NEW);
      }
    }
  }

  /** To the disk before the move, or a power cut could leave an empty file under the name. */
  private static void force(Path zip) throws IOException {
    try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  static void removeLeftovers(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> leftovers;
    try (Stream<Path> files = Files.list(folder)) {
      leftovers =
          files.filter(file -> file.getFileName().toString().startsWith(TEMPORARY)).toList();
    }
    for (Path leftover : leftovers) {
      delete(leftover);
    }
  }

  private static void delete(Path temporary) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(temporary)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
