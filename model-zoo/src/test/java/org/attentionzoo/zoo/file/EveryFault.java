package org.attentionzoo.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a file over an old one on a disk that fails at each call, once and for good. */
public final class EveryFault {

  private EveryFault() {}

  /** What writes a file and throws an IOException if it cannot. */
  @FunctionalInterface
  public interface Writer {
    void write(WholeFile file) throws IOException;
  }

  /**
   * Asserts that after each failure the old file is as it was and alone in its folder, and that the
   * message names file and reason; only when the folder cannot be forced is the new file there.
   *
   * @param file an old file, alone in its folder; afterwards the new one
   * @return how many calls of the disk were made to fail
   */
  public static int of(Path file, Writer writer) throws IOException {
    byte[] old = Files.readAllBytes(file);
    String[] names = file.getParent().toFile().list();
    int last = 0;
    while (message(file, last + 1, true, writer) != null) {
      last++;
    }
    byte[] written = Files.readAllBytes(file);
    assertThat(written).isNotEqualTo(old);
    for (int call = 0; call <= last; call++) {
      for (boolean once : new boolean[] {true, false}) {
        Files.write(file, old);
        String message = message(file, call, once, writer);
        assertThat(message)
            .as("call %d fails, once: %s", call, once)
            .startsWith(file + ": " + (call == last ? "is written, but" : "cannot be written"))
            .endsWith("No space left on device");
        assertThat(file.getParent().toFile().list()).containsExactlyInAnyOrder(names);
        assertThat(Files.readAllBytes(file)).isEqualTo(call == last ? written : old);
      }
    }
    return last + 1;
  }

  private static String message(Path file, int call, boolean once, Writer writer) {
    try {
      writer.write(FaultyDisk.file(file, call, once));
      return null;
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
