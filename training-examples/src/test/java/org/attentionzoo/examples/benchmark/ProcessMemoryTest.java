package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
  @Test
  void kilobytesOfTheKernelAre1024Bytes() {
    List<String> lines = List.of("Name:\tjava", "VmHWM:\t  1000000 kB", "VmRSS:\t     500 kB");
    assertThat(ProcessMemory.parse(lines, "VmHWM:")).isEqualTo(1024.0);
    assertThat(ProcessMemory.parse(lines, "VmRSS:")).isEqualTo(0.512);
  }

  @Test
  void aFieldThatIsNotThereIsUnknown() {
    assertThat(ProcessMemory.parse(List.of("Name:\tjava"), "VmHWM:")).isNull();
  }
}
