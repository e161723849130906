package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The same models in PyTorch, if there is one: {@code pytorch_baseline.py}, which is given to
 * Python on standard input.
 *
 * @param python the interpreter
 * @param version of PyTorch; null if it cannot be used
 * @param problem why it cannot be used; null if it can
 */
record PyTorch(String python, String version, String problem) {
  private static final String SCRIPT = "/pytorch_baseline.py";

  /** Looks for PyTorch under this interpreter. */
  static PyTorch find(String python) throws InterruptedException {
    List<String> question = List.of(python, "-c", "import torch; print(torch.__version__)");
    try {
      return new PyTorch(python, ChildProcess.run(question, Map.of(), "").strip(), null);
    } catch (IOException e) {
      String message = e.getMessage().strip();
      return new PyTorch(python, null, message.substring(message.lastIndexOf('\n') + 1));
    }
  }

  boolean isAvailable() {
    return version != null;
  }

  /**
   * The baseline of one model, to be tuned in its own favour: OpenMP's threads spinning and
   * sleeping while they wait, and one thread only.
   *
   * @param precision as results tell it
   */
  Contender contender(int threads, String precision, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(python, "-"));
    command.addAll(arguments);
    List<Setting> settings = new ArrayList<>();
    if (threads > 1) {
      settings.add(setting(threads, Map.of("GOMP_SPINCOUNT", "0")));
      settings.add(setting(threads, Map.of()));
    }
    settings.add(setting(1, Map.of()));
    return new Contender("PyTorch " + version + " " + precision, command, script(), settings);
  }

  private static Setting setting(int threads, Map<String, String> spinning) {
    Map<String, String> environment = new java.util.TreeMap<>(spinning);
    environment.put("OMP_NUM_THREADS", Integer.toString(threads));
    String name =
        environment.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(java.util.stream.Collectors.joining(" "));
    return new Setting(name, environment, List.of("--threads", Integer.toString(threads)));
  }

  private static String script() {
    try (InputStream in = PyTorch.class.getResourceAsStream(SCRIPT)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot read " + SCRIPT, e);
    }
  }
}
