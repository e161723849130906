package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A text that does not fit into the heap, neither as text nor as token ids. */
class LargeCorpusTest {

  private static final int MEGABYTE = 1 << 20;
  private static final int HEAP = 32; // MB; 24 are enough to start
  private static final int LINES = 70_000;
  private static final int TOKENS = 90; // of a side
  private static final String[] WORDS = {"ab", "cat", "dog", "sees", "the", "tree", "a", "house"};

  @TempDir Path folder;

  @Test
  void isTrainedWithInASmallHeap() throws Exception {
    Path text = folder.resolve("large.tsv");
    write(text);
    assertThat(Files.size(text)).isGreaterThan(HEAP * MEGABYTE);

    Path log = folder.resolve("log");
    int code =
        new ProcessBuilder(
                ChildJvm.command(
                    List.of(
                        "-Xmx" + HEAP + "m",
                        "-Dorg.bytedeco.javacpp.maxbytes=512m", // else as much as the heap
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"),
                    List.of(
                        "train",
                        "--train=" + text,
                        "--valid-size=2",
                        "--out=" + folder.resolve("run"),
                        "--tokenizer=whitespace",
                        "--model=seq2seq",
                        "--units=4",
                        "--embedding-size=4",
                        "--batch-size=4",
                        "--steps=3",
                        "--samples=0")))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();

    assertThat(code).as("%s", Files.readString(log)).isZero();
    assertThat(Files.readString(log)).contains(LINES - 2 + " pairs read, " + (LINES - 2) + " kept");
    assertThat(Files.size(folder.resolve("run/corpus.bin"))).isGreaterThan(HEAP * MEGABYTE);
  }

  private static void write(Path file) throws IOException {
    Random random = new Random(1);
    try (Writer out = Files.newBufferedWriter(file)) {
      for (int line = 0; line < LINES; line++) {
        StringJoiner words = new StringJoiner(" ");
        for (int i = 0; i < TOKENS; i++) {
          words.add(WORDS[random.nextInt(WORDS.length)]);
        }
        out.write(words + "\t" + words + "\n");
      }
    }
  }
}
