package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.attentionzoo.layers.runtime.KernelShare;
import org.junit.jupiter.api.Test;

class TrainCommandWorkersTest extends TrainCommandRun {

  private static final String[] OPTIONS = {
    "--tokenizer=word",
    "--model-size=16",
    "--heads=2",
    "--layers=1",
    "--batch-size=4",
    "--warmup=5",
    "--samples=0",
    "--steps=6"
  };

  @Test
  void twoWorkersEndWithTheBitsOfOneAlsoWhenTheyGoOn() throws IOException {
    try (KernelShare one = KernelShare.among(64)) { // as each of two workers has
      assertThat(train("one", with(OPTIONS, "--accumulate=2"))).isZero();
      assertThat(train("two", with(OPTIONS, "--workers=2"))).isZero();
      assertThat(model("two").network().params()).isEqualTo(model("one").network().params());

      assertThat(resume("one", "--steps=9")).isZero();
      assertThat(resume("two", "--steps=9")).isZero();
      assertThat(model("two").network().params()).isEqualTo(model("one").network().params());
    }
  }

  @Test
  void asManyAsAnUpdateHasBatchesAndNotOthersLater() {
    assertThat(train("run", with(OPTIONS, "--workers=2"))).isZero();
    assertThat(resume("run", "--workers=1")).isOne();
    assertThat(err.toString()).contains("other options: --workers was 2 and is 1");
    assertThat(train("more", "--accumulate=2", "--workers=3")).isEqualTo(2);
    assertThat(err.toString()).contains("--workers must be 1 to --accumulate (2), but is 3");
  }
}
