package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The files that {@code make_weights.py} wrote, and what is in them. */
final class Expected {

  private Expected() {}

  static Path file(String name) {
    try {
      return Path.of(Expected.class.getResource("/weights/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compares names, shapes and each number, bit by bit. */
  static void assertHolds(String name, NamedTensors file) throws IOException {
    JsonNode tensors = new ObjectMapper().readTree(file("expected.json").toFile()).get(name);
    List<String> names = new ArrayList<>();
    tensors.fieldNames().forEachRemaining(names::add);
    assertThat(file.names()).containsExactlyInAnyOrderElementsOf(names);
    for (String tensor : names) {
      long[] shape = longs(tensors.get(tensor).get("shape"));
      assertThat(file.shape(tensor)).as(tensor).isEqualTo(shape);
      INDArray array = file.read(tensor);
      assertThat(array.dataType()).isEqualTo(DataType.FLOAT);
      assertThat(array.shape()).as(tensor).isEqualTo(shape);
      assertThat(numbers(array))
          .as(tensor)
          .isEqualTo(floats(tensors.get(tensor).get("numbers"))); // -0 is not 0 here
    }
  }

  /** The numbers in c order. */
  static float[] numbers(INDArray array) {
    return array.length() == 0
        ? new float[0]
        : array.dup('c').reshape(array.length()).toFloatVector();
  }

  private static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asLong();
    }
    return values;
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          array.get(i).isTextual()
              ? Float.parseFloat(array.get(i).asText().replace("inf", "Infinity"))
              : (float) array.get(i).asDouble();
    }
    return values;
  }
}
