package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.attentionzoo.examples.report.AtomicFiles;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Writes JSON for people to read. */
final class JsonFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonFile() {}

  /** Writes the whole file or nothing; makes its folder. */
  static void write(Path file, JsonNode json) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFiles.write(
        file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }
}
