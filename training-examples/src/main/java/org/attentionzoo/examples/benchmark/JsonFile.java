package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Writes JSON for people to read. */
final class JsonFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonFile() {}

  /** Writes the whole file or nothing; makes its folder. */
  static void write(Path file, JsonNode json) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path half = Files.createTempFile(folder, file.getFileName().toString(), ".tmp");
    try {
      Files.writeString(
          half, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(half);
    }
  }
}
