package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafetensorsWriterTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    INDArray matrix = Nd4j.rand(DataType.FLOAT, 300, 200);
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    tensors.put("größe", matrix);
    tensors.put("view", matrix.transpose());
    tensors.put("double", Nd4j.createFromArray(1.0, 1e300));
    tensors.put("number", Nd4j.scalar(3f));
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of("format", "pt"));
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertThat(read.names()).containsExactly("double", "größe", "view", "number");
      assertThat(read.metadata()).isEqualTo(Map.of("format", "pt"));
      assertThat(read.read("größe")).isEqualTo(matrix);
      assertThat(read.read("view")).isEqualTo(matrix.transpose());
      assertThat(read.read("double").toFloatVector()).containsExactly(1, Float.POSITIVE_INFINITY);
      assertThat(read.shape("number")).isEmpty();
      assertThat(read.read("number").getFloat(0)).isEqualTo(3);
    }
    assertThat(Files.list(folder)).containsExactly(file);
  }

  @Test
  void whatCannotBeWrittenLeavesTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.safetensors"), "old");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SafetensorsWriter.write(file, Map.of("ids", Nd4j.createFromArray(1, 2)), Map.of()))
        .withMessage("tensor \"ids\" must be FLOAT or DOUBLE, but is INT");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> SafetensorsWriter.write(file, Map.of("__metadata__", Nd4j.ones(1)), Map.of()))
        .withMessage("no tensor can be called __metadata__");
    assertThat(file).hasContent("old");
  }
}
