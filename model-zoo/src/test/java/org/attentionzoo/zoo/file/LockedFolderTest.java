package org.attentionzoo.zoo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockedFolderTest {

  @TempDir private Path folder;

  @Test
  void oneAtATimeWritesAndIsNamed() throws IOException {
    Path path = folder.resolve("run");
    try (LockedFolder first = LockedFolder.open(path)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> LockedFolder.open(path))
          .isInstanceOf(FolderInUseException.class)
          .hasMessageStartingWith(
              path + " is in use: process " + ProcessHandle.current().pid() + " since ")
          .hasMessageEndingWith(" writes to it");
      Files.writeString(path.resolve("result"), "");
    }
    LockedFolder.open(path).close();
    assertThat(path.toFile().list()).containsExactly("result");
  }

  @Test
  void whatAnotherProcessHoldsIsInUse() throws IOException {
    Process other = HoldInChildJvm.start(folder);
    try (BufferedReader said = other.inputReader()) {
      assertThat(said.readLine()).isEqualTo("holds " + folder);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> LockedFolder.open(folder))
            .isInstanceOf(FolderInUseException.class)
            .hasMessageStartingWith(folder + " is in use: process " + other.pid() + " since ");
      }
      other.getOutputStream().close();
      assertThat(said.readLine()).isNull();
    } finally {
      other.destroyForcibly();
    }
    LockedFolder.open(folder).close();
    assertThat(folder).isEmptyDirectory();
  }

  /** Also after this one has looked at it once more, under another name. */
  @Test
  void whatThisProcessHoldsIsInUseForAnother() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolveSibling(folder.getFileName() + "-"), folder);
    try (LockedFolder first = LockedFolder.open(folder)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> LockedFolder.open(link)).isInstanceOf(FolderInUseException.class);
      assertThatThrownBy(() -> LockedFolder.open(folder)).isInstanceOf(FolderInUseException.class);
      Process other = HoldInChildJvm.start(folder);
      try (BufferedReader said = other.inputReader()) {
        assertThat(said.readLine())
            .startsWith(folder + " is in use: process " + ProcessHandle.current().pid());
      } finally {
        other.destroyForcibly();
      }
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void theLockOfAProgramThatWasKilledIsNone() throws IOException {
    Files.writeString(folder.resolve(".lock"), "process 1 since 1969-07-20T20:17:40Z");
    LockedFolder.open(folder).close();
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void whereNothingIsWrittenNothingStays() throws IOException {
    LockedFolder.open(folder.resolve("a/b/c")).close();
    assertThat(folder.resolve("a")).doesNotExist();
    Files.createDirectories(folder.resolve("a"));
    LockedFolder.open(folder.resolve("a/b/c")).close();
    assertThat(folder.resolve("a")).isEmptyDirectory();
  }

  @Test
  void leftoversAreRemovedByTheOneWhoHasTheFolderOnly() throws IOException {
    Path half = folder.resolve(".attention-zoo-0123.tmp");
    try (LockedFolder first = LockedFolder.open(folder)) {
      assertThat(first).isNotNull();
      Files.writeString(half, "");
      assertThatThrownBy(() -> LockedFolder.open(folder)).isInstanceOf(FolderInUseException.class);
      assertThat(half).exists();
    }
    LockedFolder.open(folder).close();
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void whoComesWhileTheFolderIsGivenBackNeverSharesIt() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger opened = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int t = 0; t < 4; t++) {
      threads.execute(
          () -> {
            for (int i = 0; i < 200; i++) {
              try (LockedFolder mine = LockedFolder.open(folder)) {
                assertThat(mine).isNotNull();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                opened.incrementAndGet();
                inside.decrementAndGet();
              } catch (IOException inUse) {
                // another one has it; once more
              }
            }
          });
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(most).hasValue(1);
    assertThat(opened).hasPositiveValue();
  }

  @Test
  void aFileInTheWayIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> LockedFolder.open(file.resolve("below")))
        .hasMessageContaining("below is no folder that can be written to")
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> LockedFolder.open(file))
        .hasMessageContaining("file is no folder that can be written to");
  }
}
