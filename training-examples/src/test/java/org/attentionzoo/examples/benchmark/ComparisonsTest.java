package org.attentionzoo.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
  private static final PyTorch THERE = new PyTorch("python3", "2.0", null);
  private static final PyTorch MISSING = new PyTorch("python3", null, "no such file");

  @Test
  void bothSidesHaveTheSameOptions() {
    for (Comparison comparison : Comparisons.all(THERE, 2, 1, 3)) {
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
  void pyTorchMayChooseHowItsThreadsWait() {
    Contender pytorch = Comparisons.all(THERE, 2, 1, 3).get(0).other();
    assertThat(pytorch.settings())
        .extracting(Setting::name)
        .containsExactly(
            "GOMP_SPINCOUNT=0 OMP_NUM_THREADS=2", "OMP_NUM_THREADS=2", "OMP_NUM_THREADS=1");
    assertThat(pytorch.input()).contains("import torch");
  }

  @Test
  void withoutPyTorchTheRestIsStillCompared() {
    List<Comparison> all = Comparisons.all(MISSING, 2, 1, 3);
    assertThat(all).hasSameSizeAs(Comparisons.all(THERE, 2, 1, 3));
    assertThat(all)
        .filteredOn(c -> c.other() != null)
        .extracting(Comparison::name)
        .containsExactly("beam 5 small", "beam 5 rnn", "stock small");
  }

  @Test
  void againstTheStockRuntimeNeitherSideHasDropout() {
    List<Comparison> all = Comparisons.all(MISSING, 2, 1, 3);
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
