package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Saving and loading a zip of a real size, each in a JVM of its own with little heap. */
@Command(
    name = "zip",
    description = {
      "Seconds and memory it takes to save and load a zip of a real size.",
      "A Transformer-base with one tied table and Adam's state; elapsed seconds, those of the"
          + " processor and resident memory as one line of JSON. Each step runs in a JVM of its"
          + " own; resident memory is that after it, beside a JVM with ND4J and no model."
    })
public final class ZipBenchmark implements Callable<Integer> {

  /** What a JVM of its own does. */
  enum Step {
    NOTHING,
    SAVE,
    LOAD,
    LOAD_WITHOUT_UPDATER
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(
      names = "--vocabulary",
      defaultValue = "58101",
      description = "Tokens, special ones included (default: ${DEFAULT-VALUE}).")
  private int vocabulary;

  @Option(
      names = "--layers",
      defaultValue = "6",
      description = "Layers of encoder and of decoder (default: ${DEFAULT-VALUE}).")
  private int layers;

  @Option(
      names = "--heap",
      defaultValue = "512m",
      description = "Java heap of each JVM, as for -Xmx (default: ${DEFAULT-VALUE}).")
  private String heap;

  @Option(names = "--step", hidden = true, description = "What to do in this JVM.")
  private Step step;

  @Option(names = "--file", hidden = true, description = "The zip of --step.")
  private Path file;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (vocabulary <= Vocabulary.SPECIAL_TOKENS.size()) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT,
              "--vocabulary is %d, expected more than the %d special tokens",
              vocabulary,
              Vocabulary.SPECIAL_TOKENS.size()));
    }
    OptionChecks.positive(spec, "--layers", layers);
    spec.commandLine().getOut().println(step == null ? compare() : run());
    spec.commandLine().getOut().flush();
    return 0;
  }

  private ObjectNode compare() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("attention-zoo-");
    file = folder.resolve("model.zip");
    ObjectNode json = MAPPER.createObjectNode();
    try {
      for (Step each : List.of(Step.SAVE, Step.NOTHING, Step.LOAD, Step.LOAD_WITHOUT_UPDATER)) {
        json.set(each.name().toLowerCase(Locale.ROOT), child(each));
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
    return json;
  }

  private JsonNode child(Step each) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            ChildProcess.thisProgram(
                List.of("-Xmx" + heap),
                "zip",
                "--vocabulary=" + vocabulary,
                "--layers=" + layers,
                "--step=" + each,
                "--file=" + file));
    return MAPPER.readTree(ChildProcess.run(command, Map.of(), ""));
  }

  private ObjectNode run() throws IOException {
    Nd4j.zeros(1); // what ND4J itself takes
    ComputationGraph network = step == Step.SAVE ? model() : null;
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    long cpu = thread.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    switch (step) {
      case SAVE -> save(network);
      case LOAD -> network = ModelZip.load(file).network();
      case LOAD_WITHOUT_UPDATER -> network = ModelZip.load(file, false).network();
      case NOTHING -> {}
    }
    ObjectNode json = MAPPER.createObjectNode();
    json.put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
    json.put("cpu_seconds", Math.round((thread.getCurrentThreadCpuTime() - cpu) / 1e8) / 10.0);
    putMegabytes(json, "resident_mb", ProcessMemory.residentMegabytes());
    putMegabytes(json, "peak_mb", ProcessMemory.peakMegabytes());
    if (network != null) {
      json.put("parameters", network.params().length());
      putMegabytes(json, "parameters_mb", network.params().length() * Float.BYTES / 1e6);
      putMegabytes(json, "file_mb", Files.size(file) / 1e6);
    }
    return json;
  }

  private static void putMegabytes(ObjectNode json, String name, Double megabytes) {
    json.put(name, megabytes == null ? null : Math.round(megabytes));
  }

  private ComputationGraph model() {
    return Transformer.base()
        .layers(layers)
        .vocabularySize(vocabulary)
        .tying(Tying.ALL)
        .build()
        .init();
  }

  private void save(ComputationGraph network) throws IOException {
    Vocabulary tokens =
        Vocabulary.of(
            IntStream.range(0, vocabulary - Vocabulary.SPECIAL_TOKENS.size())
                .mapToObj(i -> "token" + i)
                .toList());
    new ModelZip(network, tokens, tokens, ModelCard.builder("transformer").build()).save(file);
  }
}
