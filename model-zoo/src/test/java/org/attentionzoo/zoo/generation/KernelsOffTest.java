package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.attentionzoo.layers.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is started with the kernels switched off does not even load their code. */
class KernelsOffTest {
  private static final Pattern LOADED =
      Pattern.compile("(org\\.attentionzoo\\.layers\\.\\S+) source");

  /** What kernels compute with. */
  private static final List<String> CODE_OF_KERNELS =
      List.of(
          "kernel.Gemm",
          "kernel.FastExp",
          "kernel.FastTanh",
          "kernel.Elementwise",
          "kernel.NanSearch",
          "output.FloatSoftmax",
          "output.ChunkedLoss",
          "output.SoftmaxRows",
          "updater.FastAdamUpdater$Step");

  @TempDir private Path folder;

  @Test
  void nothingOfAKernelIsLoaded() throws Exception {
    assertThat(loaded("true")).containsAll(CODE_OF_KERNELS);
    assertThat(loaded("false"))
        .contains("output.OpsSoftmax", "updater.FastAdamUpdater")
        .doesNotContainAnyElementsOf(CODE_OF_KERNELS);
  }

  /** Classes of the layers that training and decoding load. */
  private Set<String> loaded(String kernels) throws Exception {
    Path log = folder.resolve(kernels + ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + Kernels.PROPERTY + "=" + kernels,
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                TrainAndWrite.class.getName())
            .inheritIO()
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(log).stream()
        .map(LOADED::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1).substring("org.attentionzoo.layers.".length()))
        .collect(Collectors.toSet());
  }
}
