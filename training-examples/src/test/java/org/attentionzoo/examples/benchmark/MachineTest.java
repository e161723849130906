package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineTest {
  @Test
  void theProcessorIsTheModelTheSystemNames() {
    assertThat(Machine.model(List.of("processor\t: 0", "model name\t: Some CPU: fast", "x")))
        .isEqualTo("Some CPU: fast");
    assertThat(Machine.model(List.of("processor\t: 0"))).isEqualTo("unknown");
  }

  @Test
  void pathsAreLeftOutOfTheFlags() {
    assertThat(
            Machine.withoutPaths(
                List.of(
                    "-Xmx4g",
                    "--add-opens=java.base/java.nio=ALL-UNNAMED",
                    "-Djava.io.tmpdir=/home/somebody/tmp",
                    "-javaagent:C:\\Users\\somebody\\agent.jar",
                    "-Xlog:gc:/home/somebody/gc.log:time")))
        .containsExactly(
            "-Xmx4g",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-Djava.io.tmpdir=…",
            "-javaagent:…",
            "-Xlog:gc:…");
  }
}
