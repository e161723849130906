package org.attentionzoo.layers.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.attentionzoo.layers.precision.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class FileMemoryTest {
  private static final int ROWS = 1024;
  private static final int COLUMNS = 512; // 2 MiB together

  @TempDir private Path folder;

  private INDArray numbers() {
    INDArray array = FileMemory.allocate(folder, ROWS, COLUMNS).orElseThrow();
    assertThat(array.sumNumber().doubleValue()).isZero();
    return array.assign(Nd4j.rand(DataType.FLOAT, ROWS, COLUMNS));
  }

  /** Kilobytes of the one mapping in the folder that are in memory. */
  private long resident() throws IOException {
    boolean own = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"), StandardCharsets.UTF_8)) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        own = line.contains(folder.toString());
      } else if (own && line.startsWith("Rss:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IllegalStateException("no mapping in " + folder);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsReleasedLeavesMemoryAndIsReadAgain() throws IOException {
    INDArray array = numbers();
    INDArray copy = array.dup();
    assertThat(resident()).isEqualTo(2048);
    FileMemory.release(array);
    assertThat(resident()).isZero();
    assertThat(array).isEqualTo(copy);
    assertThat(resident()).isEqualTo(2048);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPartIsReleasedAlone() throws IOException {
    INDArray array = numbers();
    INDArray copy = array.dup();
    FileMemory.release(array.get(NDArrayIndex.interval(512, 1024), NDArrayIndex.all()));
    assertThat(resident()).isEqualTo(1024);
    array.getRow(3).assign(7); // what was written since is kept, too
    copy.getRow(3).assign(7);
    FileMemory.release(array);
    assertThat(array).isEqualTo(copy);
  }

  @Test
  void memoryOfAnyOtherKindKeepsItsNumbers() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray array = Nd4j.rand(type, ROWS, COLUMNS);
      INDArray copy = array.dup();
      FileMemory.release(array);
      assertThat(array).isEqualTo(copy);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theFileHasNoName() throws IOException {
    INDArray array = numbers();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
    assertThat(array.length()).isEqualTo(ROWS * COLUMNS);
  }

  @Test
  void theMemoryLivesAsLongAsAViewOfIt() {
    INDArray row = numbers().getRow(7);
    INDArray copy = row.dup();
    for (int i = 0; i < 10; i++) {
      numbers(); // others come and go
      System.gc();
    }
    assertThat(row).isEqualTo(copy);
  }

  @Test
  void withoutAPlaceForTheFileThereIsNone() {
    assertThat(FileMemory.allocate(folder.resolve("missing"), 2, 3)).isEmpty();
  }

  @Test
  void sizesAreChecked() {
    assertThat(FileMemory.allocate(1 << 20, 1 << 20)).isEmpty();
    assertThatThrownBy(() -> FileMemory.allocate(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** The same product, and the floats of a weight leave memory once nobody reads them any more. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aPackedWeightThatIsFixedNeedsItsFloatsNoMore() throws IOException {
    assumeTrue(Factors.available(Precision.INT8), "a processor for int8");
    INDArray w = numbers();
    Matrix x = Matrix.of(Nd4j.rand(DataType.FLOAT, 5, ROWS));
    for (boolean fixed : new boolean[] {false, true}) {
      INDArray expected = Nd4j.create(DataType.FLOAT, 5, COLUMNS);
      INDArray y = Nd4j.create(DataType.FLOAT, 5, COLUMNS);
      try (Factors plain = Factors.ofDecoding(Precision.INT8, DataType.FLOAT, fixed);
          Factors factors = Factors.ofDecoding(Precision.INT8, DataType.FLOAT, fixed)) {
        Products.multiply(plain.of(x), plain.weight(Matrix.of(w.dup())), Matrix.of(expected));
        Products.multiply(factors.of(x), factors.weight(Matrix.of(w)), Matrix.of(y));
        assertThat(y).isEqualTo(expected);
        if (fixed) {
          assertThat(resident()).as("pages at the edge of a slice").isLessThan(64);
        } else {
          assertThat(resident()).isEqualTo(2048);
        }
      }
    }
  }
}
