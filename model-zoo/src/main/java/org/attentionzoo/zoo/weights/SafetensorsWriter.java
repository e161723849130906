package org.attentionzoo.zoo.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.file.WholeFile;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/** Writes files that {@link SafetensorsFile}, and safetensors itself, open. */
public final class SafetensorsWriter {

  private static final int CHUNK = 1 << 15;
  private static final int ALIGNMENT = 8;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SafetensorsWriter() {}

  /**
   * Writes arrays as they are: FLOAT as F32, DOUBLE as F64. A file that was there stays until the
   * new one is complete.
   *
   * @param tensors by name
   * @param metadata text for the header; {@code format} = {@code pt} is what PyTorch's users expect
   * @throws IllegalArgumentException if an array has another type, or a name is that of the
   *     metadata
   * @throws FileSystemException if it cannot be written; names the file and the reason
   */
  public static void write(Path file, Map<String, INDArray> tensors, Map<String, String> metadata)
      throws IOException {
    Arguments.given("file", file);
    Arguments.allGiven("tensors", tensors);
    Arguments.allGiven("metadata", metadata);
    List<Map.Entry<String, INDArray>> sorted =
        tensors.entrySet().stream() // the wide ones first, so that all are aligned
            .sorted(Comparator.comparingInt(e -> -type(e.getKey(), e.getValue()).width()))
            .toList();
    byte[] header = header(sorted, metadata);
    new WholeFile(file)
        .replace(
            out -> {
              out.write(littleEndian(Long.BYTES).putLong(header.length).array());
              out.write(header);
              for (Map.Entry<String, INDArray> each : sorted) {
                write(each.getValue(), out);
              }
            },
            written -> SafetensorsFile.open(written).close());
  }

  private static ElementType type(String name, INDArray array) {
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("no tensor can be called " + name);
    }
    if (array.wasClosed()) {
      throw new IllegalArgumentException("tensor \"" + name + "\" is closed");
    }
    return switch (array.dataType()) {
      case FLOAT -> ElementType.FLOAT32;
      case DOUBLE -> ElementType.FLOAT64;
      default ->
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "tensor \"%s\" must be FLOAT or DOUBLE, but is %s",
                  name,
                  array.dataType()));
    };
  }

  private static byte[] header(
      List<Map.Entry<String, INDArray>> tensors, Map<String, String> metadata) {
    ObjectNode root = MAPPER.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode node = root.putObject(SafetensorsHeader.METADATA);
      metadata.forEach(node::put);
    }
    long begin = 0;
    for (Map.Entry<String, INDArray> each : tensors) {
      ElementType type = type(each.getKey(), each.getValue());
      long end = begin + each.getValue().length() * type.width();
      ObjectNode node = root.putObject(each.getKey());
      node.put(SafetensorsHeader.TYPE, type == ElementType.FLOAT32 ? "F32" : "F64");
      Arrays.stream(each.getValue().shape()).forEach(node.putArray(SafetensorsHeader.SHAPE)::add);
      node.putArray(SafetensorsHeader.OFFSETS).add(begin).add(end);
      begin = end;
    }
    try {
      byte[] json = MAPPER.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
      byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
      Arrays.fill(padded, json.length, padded.length, (byte) ' ');
      return padded;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write names and shapes as JSON", e);
    }
  }

  private static void write(INDArray array, OutputStream out) throws IOException {
    if (array.length() == 0) {
      return;
    }
    INDArray flat = array.dup('c').reshape(array.length());
    ByteBuffer bytes = littleEndian(CHUNK * type("", array).width());
    for (long done = 0; done < flat.length(); done += CHUNK) {
      long end = Math.min(flat.length(), done + CHUNK);
      INDArray part = flat.get(NDArrayIndex.interval(done, end));
      bytes.clear();
      if (type("", array) == ElementType.FLOAT32) {
        bytes.asFloatBuffer().put(part.toFloatVector());
      } else {
        bytes.asDoubleBuffer().put(part.toDoubleVector());
      }
      out.write(bytes.array(), 0, (int) (end - done) * type("", array).width());
    }
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
