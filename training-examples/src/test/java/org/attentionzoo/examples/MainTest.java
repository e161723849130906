package org.attentionzoo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  @TempDir private Path folder;

  private Path jar(String classPath) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (classPath != null) {
      manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
    }
    Path jar = folder.resolve("moved.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return jar;
  }

  @Test
  void nothingIsMissingBesideAWholeFolder() throws IOException {
    Files.createDirectory(folder.resolve("lib"));
    Files.createFile(folder.resolve("lib/a.jar"));
    assertThat(Main.missing(jar("lib/a.jar"))).isEmpty();
    assertThat(Main.missing(jar(null))).isEmpty();
  }

  @Test
  void aJarThatWasMovedAloneSaysWhichFolderItNeeds() throws IOException {
    Path jar = jar("lib/a.jar lib/b.jar");
    List<Path> missing = Main.missing(jar);
    assertThat(missing).hasSize(2);
    assertThat(Main.message(jar, missing))
        .contains("the folder " + folder.resolve("lib") + " is missing")
        .contains("moved.jar");
  }

  @Test
  void aMissingLibraryIsNamed() throws IOException {
    Files.createDirectory(folder.resolve("lib"));
    Files.createFile(folder.resolve("lib/a.jar"));
    Path jar = jar("lib/a.jar lib/b.jar");
    assertThat(Main.message(jar, Main.missing(jar)))
        .contains(folder.resolve("lib/b.jar") + " is missing");
    Files.delete(folder.resolve("lib/a.jar"));
    assertThat(Main.message(jar, Main.missing(jar))).contains("and 1 others");
  }
}
