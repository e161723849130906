package org.attentionzoo.examples.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.attentionzoo.zoo.ctranslate2.CTranslate2Folder;
import org.attentionzoo.zoo.marian.HuggingFaceMarian;
import org.attentionzoo.zoo.marian.MarianFolder;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.WeightsException;

/** The programs whose folders are known by the files in them. */
enum ForeignFolder {
  /** Hugging Face's Transformers. */
  HUGGING_FACE("config.json with model.safetensors or pytorch_model.bin") {
    @Override
    boolean wrote(Path folder) {
      return has(folder, "config.json")
          && !has(folder, "model.bin")
          && (has(folder, "vocab.json")
              || has(folder, "model.safetensors")
              || has(folder, "pytorch_model.bin"));
    }

    @Override
    ImportedModel load(Path folder) throws WeightsException {
      return HuggingFaceMarian.load(folder);
    }
  },

  /** CTranslate2. */
  CTRANSLATE2("model.bin") {
    @Override
    boolean wrote(Path folder) {
      return has(folder, "model.bin");
    }

    @Override
    ImportedModel load(Path folder) throws WeightsException {
      return CTranslate2Folder.load(folder);
    }
  },

  /** Marian itself. */
  MARIAN("*.npz") {
    @Override
    boolean wrote(Path folder) throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.anyMatch(file -> file.toString().endsWith(".npz"));
      }
    }

    @Override
    ImportedModel load(Path folder) throws WeightsException {
      return MarianFolder.load(folder);
    }
  };

  private final String files;

  ForeignFolder(String files) {
    this.files = files;
  }

  /** Whether the folder looks as if it had. */
  abstract boolean wrote(Path folder) throws IOException;

  abstract ImportedModel load(Path folder) throws WeightsException;

  private static boolean has(Path folder, String file) {
    return Files.exists(folder.resolve(file));
  }

  /**
   * @throws IOException if it is no folder, or none of a known program
   */
  static ForeignFolder of(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder + ": is no folder");
    }
    for (ForeignFolder program : values()) {
      if (program.wrote(folder)) {
        return program;
      }
    }
    StringBuilder known = new StringBuilder();
    for (ForeignFolder program : values()) {
      known.append(known.isEmpty() ? "" : "; ").append(program.files);
    }
    throw new IOException(folder + ": holds no model that is known here (" + known + ")");
  }
}
