package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path folder;

  @Test
  void aFileIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "old");
    AtomicFiles.write(file, "new ✓");
    assertThat(file).hasContent("new ✓");
    assertThat(folder.toFile().list()).containsExactly("a.json");
  }

  @Test
  void othersMayReadItAsAnyFile() throws IOException {
    Path any = Files.writeString(folder.resolve("any"), "");
    Path file = folder.resolve("a.json");
    AtomicFiles.write(file, "{}");
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    String access = posix ? "posix:permissions" : "acl:acl";
    assertThat(Files.getAttribute(file, access)).isEqualTo(Files.getAttribute(any, access));
  }

  @Test
  void aFailureLeavesNothingBehind() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("a.json"));
    Files.writeString(taken.resolve("inside"), "x");
    assertThatThrownBy(() -> AtomicFiles.write(taken, "{}")).isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).containsExactly("a.json");
  }
}
