package org.attentionzoo.zoo;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real data beside a checkout, in {@code shared/data}; tests that need it skip where it is absent.
 */
public final class SharedData {

  private SharedData() {}

  /** A file or folder of the data; skips the test if there is none. */
  public static Path require(String name) {
    for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
      Path found = up.resolve("shared/data").resolve(name);
      if (Files.exists(found)) {
        return found;
      }
    }
    assumeTrue(false, "no shared/data/" + name + " beside the project");
    throw new AssertionError("not reached");
  }
}
