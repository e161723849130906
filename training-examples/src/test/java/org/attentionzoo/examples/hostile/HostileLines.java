package org.attentionzoo.examples.hostile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Lines with a wrong option each, with files that hold something else, and contradictions. */
final class HostileLines {
  private static final String DEEP = "[".repeat(20_000);

  /** What a file of a run must not hold. */
  private static final List<String> JSON =
      List.of(
          "",
          "null",
          "{",
          "[]",
          "{}",
          "[null]",
          "\"text\"",
          "17",
          "[17]",
          "[[]]",
          "true",
          "{\"a\":1}",
          DEEP,
          "{\"a\":".repeat(5_000),
          "[1e99999]",
          "[{\"epoch\":1e999999999}]",
          "[{\"epoch\":\"one\"}]",
          "[{\"epoch\":99999999999999999999}]",
          "{\"model\":[1,2]}",
          "{\"options\":{\"a\":{\"b\":1}}}",
          "{\"bleu\":\"NaN\"}",
          "{\"name\":null,\"scores\":null}",
          "[{\"source\":null,\"attention\":[[\"x\"]]}]",
          "\0\0\0\0");

  private final Path folder;
  private final List<HostileLine> lines = new ArrayList<>();

  private HostileLines(Path folder) {
    this.folder = folder;
  }

  /** Makes the files first; the same lines in each process. */
  static List<HostileLine> in(Path folder) throws IOException {
    HostileLines all = new HostileLines(folder);
    Path file = all.text("file.txt", "a b c\n");
    all.lines.addAll(
        OptionLines.of(new OptionLines.Files(folder, file, folder.resolve("missing"))));
    all.addArgumentFiles();
    all.addJson();
    all.addFiles();
    all.addContradictions();
    return all.lines;
  }

  private void add(String word, String... arguments) {
    lines.add(new HostileLine(List.of(arguments), List.of(word)));
  }

  /** Of one step, in case that nothing is wrong. */
  private void addTraining(String word, String... arguments) {
    List<String> all = new ArrayList<>(List.of("train"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of(
            "--steps=1",
            "--samples=0",
            "--valid-size=1",
            "--model=bahdanau",
            "--units=4",
            "--embedding-size=4"));
    lines.add(new HostileLine(all, List.of(word)));
  }

  private void addArgumentFiles() throws IOException {
    String loop = folder.resolve("loop.args").toString();
    text("loop.args", "@" + loop + "\n");
    String binary = bytes("binary.args", 5_000).toString();
    for (String wrong :
        List.of(folder.resolve("missing.args").toString(), folder.toString(), loop, binary)) {
      lines.add(new HostileLine(List.of("@" + wrong), List.of(wrong)));
      lines.add(new HostileLine(List.of("train", "@" + wrong), List.of(wrong)));
    }
  }

  private void addJson() throws IOException {
    int number = 0;
    for (String json : JSON) {
      for (String name : List.of("history", "samples", "options", "scores")) {
        Path run = Files.createDirectories(folder.resolve("run" + number));
        number++;
        Files.writeString(run.resolve(name + ".json"), json);
        if (!isRight(name, json)) {
          add(run.toString(), "report", run.toString(), "--out=" + folder.resolve("file.txt/x"));
        }
      }
    }
    Path inside = Files.createDirectories(folder.resolve("inside/history.json")).getParent();
    add(inside.toString(), "report", inside.toString(), "--out=" + folder.resolve("file.txt/x"));
  }

  /** Empty, as it may be: a page of it would be drawn. */
  private static boolean isRight(String name, String json) {
    return json.equals(name.equals("history") || name.equals("samples") ? "[]" : "{}");
  }

  private void addFiles() throws IOException {
    List<Path> wrong =
        List.of(
            folder,
            text("empty.txt", ""),
            text("nul.txt", "\0\0\0\n\0"),
            text("crlf.txt", "\r\n\r\r\n"),
            bytes("binary.txt", 100_000),
            longLine("long.txt"),
            Path.of("/dev/zero"),
            Path.of("/dev/full"),
            folder.resolve("missing"),
            folder.resolve("file.txt/x"));
    Path file = text("pairs.tsv", "a b\tc d\nc d\te f\ne a\tb b\nd\tf\n");
    for (Path bad : wrong) {
      String name = bad.toString();
      add(name, "evaluate", "--hypotheses=" + name, "--reference=" + file);
      add(name, "evaluate", "--hypotheses=" + file, "--reference=" + name);
      addTraining(name, "--train=" + name, "--out=" + next());
      addTraining(name, "--train-source=" + name, "--train-target=" + name, "--out=" + next());
      add(name, "train", "--from=" + name, "--train=" + file, "--out=" + next());
      addTraining(
          name, "--train=" + file, "--bpe-codes=" + name, "--tokenizer=bpe", "--out=" + next());
      add(name, "g2p", "--dictionary=" + name, "--out=" + next());
      add(name, "translate", name);
      add(name, "translate", name, "--input=" + file);
      add(name, "evaluate", name, "--test=" + file);
      add(
          name,
          "evaluate",
          "--hypotheses=" + file,
          "--reference=" + file,
          "--name=x",
          "--out=" + name);
    }
    Path resumed = Files.createDirectories(folder.resolve("resumed/checkpoints"));
    Files.writeString(resumed.resolveSibling("train.args"), "\"--train=" + file + "\"\n");
    Files.writeString(resumed.resolve("checkpoint-000000007.zip"), "no zip");
    add(folder.toString(), "train", "--resume", "--out=" + resumed.getParent());
    Path arguments = Files.createDirectories(folder.resolve("arguments"));
    Files.writeString(arguments.resolve("train.args"), "--nonsense\n\"open\n\0");
    add(folder.toString(), "train", "--resume", "--out=" + arguments);
    Path folderArguments = Files.createDirectories(folder.resolve("folder/train.args"));
    add(folder.toString(), "train", "--resume", "--out=" + folderArguments.getParent());
  }

  private void addContradictions() {
    String file = folder.resolve("file.txt").toString();
    String out = "--out=" + folder.resolve("out-both");
    List<List<String>> both =
        List.of(
            List.of("translate", "m.zip", "--sample", "--beam=3"),
            List.of("translate", "m.zip", "--top-p=0.5"),
            List.of("translate", "m.zip", "--temperature=0", "--sample"),
            List.of("translate", "m.zip", "--n-best=5", "--beam=2"),
            List.of("train", out, "--train=" + file, "--train-source=" + file),
            List.of("train", out, "--train-source=" + file),
            List.of("train", out, "--train=" + file, "--batch-size=3", "--batch-tokens=3"),
            List.of("train", out, "--train=" + file, "--merges=9", "--bpe-codes=" + file),
            List.of("train", out, "--resume", "--from=m.zip"),
            List.of("train", out),
            List.of("evaluate", "--hypotheses=" + file),
            List.of("evaluate", "--reference=" + file),
            List.of("evaluate"),
            List.of("translate"),
            List.of("report"),
            List.of("benchmarks"),
            List.of("nonsense"),
            List.of("--nonsense"),
            List.of());
    for (List<String> line : both) {
      lines.add(new HostileLine(line, List.of("--", "MODEL", "RUN", "Which", "nonsense")));
    }
  }

  /** A folder that is not there yet. */
  private Path next() {
    return folder.resolve("out" + lines.size());
  }

  private Path text(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Path bytes(String name, int count) throws IOException {
    byte[] random = new byte[count];
    new Random(7).nextBytes(random);
    return Files.write(folder.resolve(name), random);
  }

  /** Longer than the longest that is read. */
  private Path longLine(String name) throws IOException {
    byte[] block = new byte[1 << 20];
    Arrays.fill(block, (byte) 'a');
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      try (OutputStream out = Files.newOutputStream(file)) {
        for (int i = 0; i < 24; i++) {
          out.write(block);
        }
      }
    }
    return file;
  }
}
