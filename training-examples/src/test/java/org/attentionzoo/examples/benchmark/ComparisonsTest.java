package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.attentionzoo.layers.precision.Precision;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  private static final PyTorch THERE = new PyTorch("python3", "2.0", null);
  private static final PyTorch MISSING = new PyTorch("python3", null, "no such file");
  private static final List<Precision> ALL = List.of(Precision.values());

  private static List<Comparison> all(PyTorch pytorch, Precision... precisions) {
    return Comparisons.all(
        pytorch,
        precisions.length == 0 ? List.of(Precision.FLOAT32) : List.of(precisions),
        2,
        1,
        3);
  }

  @Test
  void bothSidesHaveTheSameOptions() {
    for (Comparison comparison : Comparisons.all(THERE, ALL, 2, 1, 3)) {
      for (Contender side : List.of(comparison.ours(), comparison.other())) {
        assertThat(side.command())
            .as(comparison.name())
            .containsSubsequence("--warm-up", "1.0", "--seconds", "3.0");
      }
      assertThat(option(comparison.ours(), "--model"))
          .as(comparison.name())
          .isEqualTo(option(comparison.other(), "--model"));
    }
  }

  @Test
  void eachPrecisionHasRowsOfItsOwn() {
    List<String> names =
        Comparisons.all(THERE, ALL, 2, 1, 3).stream().map(Comparison::name).toList();
    assertThat(names)
        .doesNotHaveDuplicates()
        .contains("training small", "training small bf16", "greedy opus batch 1 int8")
        .doesNotContain("training small int8", "stock small bf16");
  }

  @Test
  void bothSidesComputeInThePrecisionAndPyTorchInBf16BesideInt8() {
    for (Precision precision : Precision.values()) {
      Comparison greedy = all(THERE, precision).get(precision == Precision.INT8 ? 0 : 3);
      assertThat(greedy.ours().command())
          .containsSubsequence("-Dattentionzoo.precision=" + precision, "-cp", "decoding");
      String theirs = precision == Precision.FLOAT32 ? "float32" : "bf16";
      assertThat(option(greedy.other(), "--precision")).isEqualTo(theirs);
      assertThat(greedy.other().name()).isEqualTo("PyTorch 2.0 " + theirs);
    }
  }

  @Test
  void pyTorchMayChooseHowItsThreadsWait() {
    Contender pytorch = all(THERE).get(0).other();
    assertThat(pytorch.settings())
        .extracting(Setting::name)
        .containsExactly(
            "GOMP_SPINCOUNT=0 OMP_NUM_THREADS=2", "OMP_NUM_THREADS=2", "OMP_NUM_THREADS=1");
    assertThat(pytorch.input()).contains("import torch");
  }

  @Test
  void withoutPyTorchTheRestIsStillCompared() {
    List<Comparison> all = all(MISSING);
    assertThat(all).hasSameSizeAs(all(THERE));
    assertThat(all)
        .filteredOn(c -> c.other() != null)
        .extracting(Comparison::name)
        .containsExactly("beam 5 small", "beam 5 rnn", "beam 4 opus", "stock small");
  }

  @Test
  void againstTheStockRuntimeNeitherSideHasDropout() {
    List<Comparison> all = all(MISSING);
    assertThat(all.get(all.size() - 1).ours().command()).contains("--no-dropout");
    assertThat(Yardstick.SMALL.network(0).getConfiguration().toJson())
        .contains("\"dropoutRate\" : 0.0")
        .doesNotContain("\"dropoutRate\" : 0.1");
    assertThat(Yardstick.SMALL.network().getConfiguration().toJson())
        .contains("\"dropoutRate\" : 0.1");
  }

  @Test
  void aPythonThatIsNotThereIsNamed() throws InterruptedException {
    PyTorch none = PyTorch.find("no-such-python");
    assertThat(none.isAvailable()).isFalse();
    assertThat(none.problem()).contains("no-such-python");
  }

  private static String option(Contender side, String name) {
    return side.command().get(side.command().indexOf(name) + 1);
  }
}
