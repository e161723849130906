package org.attentionzoo.layers.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasCoreTest {

  private static final Set<String> AVX512 =
      Set.of("avx2", "fma", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");
  private static final Set<String> AVX2 = Set.of("avx2", "fma");
  private static final Set<String> SSE = Set.of("sse2");

  private static Processor processor(String vendor, int family, String level) {
    Set<String> flags = level.equals("avx512") ? AVX512 : level.equals("avx2") ? AVX2 : SSE;
    return new Processor(vendor, family, flags);
  }

  @Test
  void openBlasSaysWhatItTakesTheProcessorFor() {
    assertThat(BlasCore.name()).get().asString().matches("[A-Za-z0-9_]+");
  }

  @ParameterizedTest
  @CsvSource({
    "GenuineIntel, 6, avx512, SKYLAKEX",
    "GenuineIntel, 6, avx2, HASWELL",
    "GenuineIntel, 6, sse, ",
    "AuthenticAMD, 26, avx512, SKYLAKEX", // Zen 5
    "AuthenticAMD, 25, avx512, ", // Zen 4 and Zen 3 are known to OpenBLAS
    "AuthenticAMD, 25, avx2, ",
    "CentaurHauls, 7, avx512, "
  })
  void aProcessorThatMayBeUnknownIsNamedByWhatItCanDo(
      String vendor, int family, String level, String core) {
    assertThat(BlasCore.choice(processor(vendor, family, level)))
        .isEqualTo(Optional.ofNullable(core));
  }

  @Test
  void linuxDescribesTheProcessor() {
    String cpuinfo =
        """
        processor\t: 0
        vendor_id\t: AuthenticAMD
        cpu family\t: 26
        model name\t: AMD: EPYC
        flags\t\t: fpu avx2 fma avx512f

        processor\t: 1
        vendor_id\t: Other
        """;
    assertThat(Processor.parse(cpuinfo))
        .contains(new Processor("AuthenticAMD", 26, Set.of("fpu", "avx2", "fma", "avx512f")));
    assertThat(Processor.parse("processor: 0\nBogoMIPS: 50\nFeatures: fp asimd\n")).isEmpty();
    assertThat(Processor.parse("vendor_id: x\ncpu family: many\n")).isEmpty();
  }

  @Test
  void aProcessorTakenForAnOldOneGetsAdvice() {
    assertThat(BlasCore.advice("Prescott", processor("GenuineIntel", 6, "avx512")))
        .get()
        .asString()
        .contains("(Prescott)", "=SKYLAKEX", "BlasCore.choose()");
    assertThat(BlasCore.advice("Nehalem", processor("GenuineIntel", 6, "avx2")))
        .get()
        .asString()
        .contains("=HASWELL");
  }

  @Test
  void aKnownProcessorAndOneThatIsOldNeedNoAdvice() {
    assertThat(BlasCore.advice("Zen", processor("AuthenticAMD", 25, "avx2"))).isEmpty();
    assertThat(BlasCore.advice("Prescott", processor("GenuineIntel", 6, "sse"))).isEmpty();
  }

  /** A process of its own: here, OpenBLAS may have been loaded long ago. */
  @Test
  void openBlasIsLoadedWithTheChoice() throws Exception {
    String core = coreOf(null);
    Processor.here()
        .flatMap(BlasCore::choice)
        .ifPresent(chosen -> assertThat(core).isEqualToIgnoringCase(chosen));
    assertThat(core).isNotEqualTo("Prescott");
  }

  @Test
  void theUsersChoiceIsLeftAlone() throws Exception {
    assertThat(coreOf("NEHALEM")).isEqualToIgnoringCase("Nehalem");
  }

  private static String coreOf(String environment) throws Exception {
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Names.class.getName());
    java.environment().remove(BlasCore.VARIABLE);
    if (environment != null) {
      java.environment().put(BlasCore.VARIABLE, environment);
    }
    java.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = java.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }

  /** Prints OpenBLAS's name for the processor. */
  public static final class Names {
    public static void main(String[] args) {
      System.out.println(BlasCore.name().orElse("none"));
    }
  }
}
