package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.attentionzoo.zoo.batch.BatchPosition;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A line of JSON for each average: {@code {"epoch": 0, "update": 10, "seconds": 3.1, "bytes":
 * 1200000, "steps": [[0, 0.21], [1, 0.22], …]}}, the steps as pairs of worker and seconds, bytes
 * those of parameters and updater state, which go to each worker and come back from it.
 */
final class RoundLog {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path file;

  RoundLog(Path file) {
    this.file = file;
  }

  void add(BatchPosition from, ComputationGraph network, List<StepRecord> steps, double seconds) {
    ObjectNode line = MAPPER.createObjectNode();
    line.put("epoch", from.epoch()).put("update", from.batch()).put("seconds", seconds);
    INDArray state = network.getUpdater().getStateViewArray();
    long values = network.numParams() + (state == null ? 0 : state.length());
    line.put("bytes", values * network.params().dataType().width());
    ArrayNode each = line.putArray("steps");
    steps.forEach(step -> each.addArray().add(step.worker()).add(step.seconds()));
    try {
      Files.writeString(
          file,
          MAPPER.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a line of " + file + " cannot be written as JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
