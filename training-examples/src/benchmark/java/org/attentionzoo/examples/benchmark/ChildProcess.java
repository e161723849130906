package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs programs in processes of their own. */
final class ChildProcess {
  private ChildProcess() {}

  /** The command line of this program: the same Java, JVM flags and class path. */
  static List<String> thisProgram(String... arguments) {
    return thisProgram(List.of(), arguments);
  }

  /**
   * The same with other flags.
   *
   * @param flags of the JVM, which go before this one's
   */
  static List<String> thisProgram(List<String> flags, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(flags); // the last one of a kind counts
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Benchmarks.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs a program to its end.
   *
   * @param environment variables added to those of this process
   * @param input what it reads from standard input
   * @return what it printed on standard output
   * @throws IOException if it cannot be started or fails; with what it printed on standard error
   */
  static String run(List<String> command, Map<String, String> environment, String input)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("attention-zoo-", ".err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    Process process = null;
    try {
      process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s ended with status %d: %s",
                String.join(" ", command),
                status,
                Files.readString(errors).strip()));
      }
      return output;
    } finally {
      if (process != null) {
        process.destroy();
      }
      Files.delete(errors);
    }
  }
}
