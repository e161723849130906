package org.attentionzoo.zoo.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link FuzzChild}, or another program, with little memory, and what it says. */
final class FuzzProcess implements AutoCloseable {

  private static final int SECONDS_TO_START = 120;
  private static final int SECONDS_A_CASE = 5;
  private static final String END = "@end";

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  FuzzProcess(String classPath, Path folder, Object... arguments) throws IOException {
    this(FuzzChild.class, classPath, folder, arguments);
  }

  /**
   * @param program says what {@link FuzzChild} does, in its words
   */
  FuzzProcess(Class<?> program, String classPath, Path folder, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/bin/sh"))) { // what native code takes, too, has a limit
      command.addAll(List.of("/bin/sh", "-c", "ulimit -v 5000000; exec \"$0\" \"$@\""));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompressedClassSpaceSize=64m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("hs_err_%p.log"),
            "-Dorg.bytedeco.javacpp.maxbytes=256m",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=1500m",
            "-cp",
            classPath,
            program.getName(),
            folder.toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    process = builder.start();
    Thread reader = new Thread(this::readLines);
    reader.setDaemon(true);
    reader.start();
    if (!FuzzChild.READY.equals(next(SECONDS_TO_START))) {
      close();
      throw new IOException("The process that reads damaged files does not start");
    }
  }

  private void readLines() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("@")) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // its end
    }
    lines.add(END);
  }

  /** The next line; null if none comes in time. */
  private String next(int seconds) {
    try {
      return lines.poll(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** What came of the next case; null if there is none left. */
  Verdict verdict() {
    String start = next(SECONDS_TO_START);
    if (start == null || !start.startsWith(FuzzChild.START)) {
      return null;
    }
    String done = next(SECONDS_A_CASE);
    if (done == null) {
      return new Verdict(Outcome.HANG, "not done after " + SECONDS_A_CASE + " s");
    }
    if (!done.startsWith(FuzzChild.DONE)) {
      return new Verdict(Outcome.CRASH, "the process ended with status " + status());
    }
    String[] parts = done.substring(FuzzChild.DONE.length()).split(" ", 2);
    return new Verdict(Outcome.valueOf(parts[0]), parts[1]);
  }

  private int status() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
