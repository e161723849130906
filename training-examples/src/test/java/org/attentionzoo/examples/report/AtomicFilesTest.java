package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path folder;

  @Test
  void aFileIsReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "old");
    AtomicFiles.write(file, "new ✓");
    assertThat(Files.readString(file)).isEqualTo("new ✓");
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

  @Test
  void aFileThatIsReadWhileItIsReplacedKeepsItsContentUntilTheEnd() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    AtomicFiles.write(
        file,
        out -> {
          out.write('n');
          assertThat(file).hasContent("old");
          out.write("ew".getBytes(StandardCharsets.UTF_8));
        });
    assertThat(file).hasContent("new");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  void whatFailsInTheMiddleLeavesTheOldContent() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(
            () ->
                AtomicFiles.write(
                    file,
                    out -> {
                      out.write(new byte[100_000]);
                      throw new IOException("input.txt: no UTF-8");
                    }))
        .hasMessage("input.txt: no UTF-8");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("a.txt");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsToldWithTheFile() {
    Path full = Path.of("/dev/full");
    assertThatThrownBy(() -> AtomicFiles.write(full, "text"))
        .isInstanceOf(IOException.class)
        .hasMessage("/dev/full: cannot be written: No space left on device");
    assertThat(full).exists();
  }

  @Test
  void aFolderThatIsMissingOrInTheWayIsNamed() throws IOException {
    Path nowhere = folder.resolve("none/a.txt");
    assertThatThrownBy(() -> AtomicFiles.write(nowhere, "x"))
        .hasMessage(nowhere + ": cannot be written, there is no folder " + nowhere.getParent());
    assertThatThrownBy(() -> AtomicFiles.write(folder, "x"))
        .hasMessage(folder + ": cannot be written, it is a folder");
  }
}
