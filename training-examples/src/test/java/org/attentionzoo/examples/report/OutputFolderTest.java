package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

  @TempDir private Path folder;

  @Test
  void oneAtATimeWritesAndIsNamed() throws IOException {
    Path path = folder.resolve("run");
    try (OutputFolder first = OutputFolder.open(path)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> OutputFolder.open(path))
          .isInstanceOf(FolderInUseException.class)
          .hasMessageStartingWith(
              path + " is in use: process " + ProcessHandle.current().pid() + " since ")
          .hasMessageEndingWith(" writes to it; wait for its end, or choose another --out");
      Files.writeString(path.resolve("result"), "");
    }
    OutputFolder.open(path).close();
    assertThat(path.toFile().list()).containsExactly("result");
  }

  @Test
  void theLockOfAProgramThatWasKilledIsNone() throws IOException {
    Files.writeString(folder.resolve(".lock"), "process 1 since 1969-07-20T20:17:40Z");
    OutputFolder.open(folder).close();
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void whereNothingIsWrittenNothingStays() throws IOException {
    OutputFolder.open(folder.resolve("a/b/c")).close();
    assertThat(folder.resolve("a")).doesNotExist();
    Files.createDirectories(folder.resolve("a"));
    OutputFolder.open(folder.resolve("a/b/c")).close();
    assertThat(folder.resolve("a")).isEmptyDirectory();
  }

  @Test
  void leftoversAreRemovedByTheOneWhoHasTheFolderOnly() throws IOException {
    Path half = folder.resolve(".attention-zoo-0123.tmp");
    try (OutputFolder first = OutputFolder.open(folder)) {
      assertThat(first).isNotNull();
      Files.writeString(half, "");
      assertThatThrownBy(() -> OutputFolder.open(folder)).isInstanceOf(FolderInUseException.class);
      assertThat(half).exists();
    }
    OutputFolder.open(folder).close();
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
              try (OutputFolder mine = OutputFolder.open(folder)) {
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
    assertThatThrownBy(() -> OutputFolder.open(file.resolve("below")))
        .hasMessageContaining("below is no folder that can be written to")
        .hasMessageContaining(file.toString());
    assertThatThrownBy(() -> OutputFolder.open(file))
        .hasMessageContaining("file is no folder that can be written to");
  }
}
