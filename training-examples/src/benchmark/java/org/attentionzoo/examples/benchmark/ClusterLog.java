package org.attentionzoo.examples.benchmark;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * What {@code train --spark} wrote down of its rounds.
 *
 * @param workers how many trained
 * @param bytes of parameters and updater state
 * @param updates of each worker in a round
 * @param rounds seconds of each
 * @param traces seconds of the updates of each worker
 */
record ClusterLog(int workers, double bytes, int updates, double[] rounds, List<double[]> traces) {

  /** The first rounds load classes and compile. */
  private static final int WARM_UP = 3;

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read or holds too few rounds
   */
  static ClusterLog read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": is not a file");
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": is no text in UTF-8", e);
    }
    if (lines.size() <= WARM_UP) {
      throw new IOException(file + ": holds " + lines.size() + " rounds, too few to go by");
    }
    Map<Integer, List<Double>> traces = new TreeMap<>();
    List<Double> rounds = new ArrayList<>();
    double bytes = 0;
    int updates = 0;
    for (String line : lines.subList(WARM_UP, lines.size())) {
      JsonNode round = new ObjectMapper().readTree(line);
      bytes = round.path("bytes").asDouble();
      List<Integer> workers = new ArrayList<>();
      for (JsonNode step : round.path("steps")) {
        workers.add(step.get(0).asInt());
        traces
            .computeIfAbsent(step.get(0).asInt(), w -> new ArrayList<>())
            .add(step.get(1).asDouble());
      }
      int most = (int) workers.stream().filter(w -> w.equals(workers.get(0))).count();
      if (most > updates) { // an epoch's last round may be short
        updates = most;
        rounds.clear();
      }
      if (most == updates) {
        rounds.add(round.path("seconds").asDouble());
      }
    }
    return new ClusterLog(
        traces.size(),
        bytes,
        updates,
        rounds.stream().mapToDouble(Double::doubleValue).toArray(),
        traces.values().stream()
            .map(trace -> trace.stream().mapToDouble(Double::doubleValue).toArray())
            .toList());
  }
}
