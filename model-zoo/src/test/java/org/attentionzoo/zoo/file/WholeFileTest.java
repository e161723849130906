package org.attentionzoo.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void writeOld() throws IOException {
    path = Files.writeString(folder.resolve("file"), "old");
  }

  @Test
  void theNewContentTakesTheOldOnesPlace() throws IOException {
    new WholeFile(path).replace(text("new"));
    assertThat(path).hasContent("new");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void whateverTheDiskFailsAtTheOldContentStays() throws IOException {
    Content large =
        out -> {
          for (int i = 0; i < 10; i++) {
            out.write(new byte[3000]);
            out.write(i);
          }
        };
    // creating, three writes at least, forcing, closing, moving, forcing the folder
    assertThat(EveryFault.of(path, file -> file.replace(large))).isGreaterThanOrEqualTo(8);
  }

  @Test
  void whatTheContentOrTheCheckThrowsComesOutAsItIs() {
    IOException wrong = new IOException("line 3 is wrong");
    assertThatThrownBy(
            () ->
                new WholeFile(path)
                    .replace(
                        out -> {
                          out.write(1);
                          throw wrong;
                        }))
        .isSameAs(wrong);
    assertThatThrownBy(
            () ->
                new WholeFile(path)
                    .replace(
                        text("new"),
                        written -> {
                          assertThat(written).hasContent("new");
                          throw wrong;
                        }))
        .isSameAs(wrong);
    assertThat(path).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() {
    Path under = path.resolve("file");
    assertThatThrownBy(() -> new WholeFile(under).replace(text("")))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(under + ": cannot be written, there is no folder " + path);
    assertThatThrownBy(() -> new WholeFile(folder).replace(text("")))
        .hasMessage(folder + ": cannot be written, it is a folder");
  }

  @Test
  void othersMayReadIt() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "");
    Path fresh = folder.resolve("fresh"); // one that is there keeps its own permissions
    new WholeFile(fresh).replace(text("new"));
    assertThat(Files.getPosixFilePermissions(fresh))
        .isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkStaysAndLeadsToTheNewContent() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a.txt"));
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("b.txt"));
    new WholeFile(link).replace(text("new"));
    new WholeFile(dangling).replace(text("new, too"));
    assertThat(link).isSymbolicLink().hasContent("new");
    assertThat(file).hasContent("new");
    assertThat(dangling).isSymbolicLink();
    assertThat(folder.resolve("b.txt")).hasContent("new, too");
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("second"));
    Files.createSymbolicLink(folder.resolve("second"), Path.of("a.txt"));
    new WholeFile(first).replace(text("through two"));
    assertThat(file).hasContent("through two");
    Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    assertThatThrownBy(() -> new WholeFile(circle).replace(text("new")))
        .hasMessage(circle + ": cannot be written, its links lead in a circle");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatNobodyElseMayReadStaysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    new WholeFile(file).replace(text("new"));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void anInterruptedThreadWritesAllTheSame() throws IOException {
    Thread.currentThread().interrupt();
    try {
      new WholeFile(path).replace(text("new"));
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(path).hasContent("new");
  }

  @Test
  void leftoversAreRemovedAndNothingElse() throws IOException {
    Path killed = Files.writeString(folder.resolve(".attention-zoo-0123.tmp"), "half of a file");
    Path mine = Files.writeString(folder.resolve("my.attention-zoo-0123.tmp"), "mine");
    WholeFile.removeLeftovers(folder);
    assertThat(killed).doesNotExist();
    assertThat(mine).exists();
    assertThat(path).hasContent("old");
    WholeFile.removeLeftovers(folder.resolve("none"));
  }

  private static Content text(String text) {
    return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
