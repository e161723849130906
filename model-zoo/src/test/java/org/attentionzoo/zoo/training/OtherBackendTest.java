package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.attentionzoo.layers.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a GPU's backend would run: ND4J's operations alone, for everything. */
class OtherBackendTest {

  @TempDir Path folder;

  @Test
  void modelsTrainAndSearchOnNd4jsOperationsAloneAsWithKernels() throws Exception {
    assertThat(Kernels.enabled()).isTrue();
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dopexec=" + OtherBackend.Executioner.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                OtherBackend.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as("%s", Files.readString(log)).isZero();
    for (ParallelModels model : ParallelModels.values()) {
      INDArray other = Nd4j.readBinary(folder.resolve(model + ".bin").toFile());
      INDArray difference = other.sub(OtherBackend.result(model));
      assertThat(difference.amaxNumber().doubleValue()).as(model.name()).isLessThan(1e-5);
    }
  }
}
