package org.attentionzoo.examples.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.file.Content;
import org.attentionzoo.zoo.file.NamedOutput;
import org.attentionzoo.zoo.file.WholeFile;

/**
 * Files that commands write: {@linkplain WholeFile whole or not at all}, but for what is no regular
 * file, such as a pipe or {@code /dev/stdout}, which cannot be replaced and is written to.
 */
public final class AtomicFiles {

  /** What names begin with that lead to streams of a process, even where such a one is a file. */
  private static final List<Path> STREAMS = List.of(Path.of("/dev"), Path.of("/proc"));

  private AtomicFiles() {}

  /**
   * Replaces a file by bytes.
   *
   * @throws IOException if it cannot be written; names the file, which stays as it was
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /** Replaces a file by UTF-8 text. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Replaces a file by what may take long to come. Until it is complete the file holds the old
   * content, which may be read meanwhile.
   *
   * @throws IOException if it cannot be written, names the file; or what {@code content} throws;
   *     the file stays as it was
   */
  public static void write(Path file, Content content) throws IOException {
    if (isStream(file)) {
      writeTo(file, content);
    } else {
      new WholeFile(file).removedOnExit().replace(content);
    }
  }

  private static boolean isStream(Path file) {
    return STREAMS.stream().anyMatch(file.toAbsolutePath().normalize()::startsWith)
        || (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file));
  }

  private static void writeTo(Path stream, Content content) throws IOException {
    try (OutputStream out = new NamedOutput(stream, Files.newOutputStream(stream))) {
      content.writeTo(out);
    }
  }
}
