package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
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
      assertThat(workersOf(() -> train("one", with(OPTIONS, "--accumulate=2")))).isEmpty();
      assertThat(workersOf(() -> train("two", with(OPTIONS, "--workers=2")))).hasSize(1);
      assertThat(model("two").network().params()).isEqualTo(model("one").network().params());

      assertThat(workersOf(() -> resume("one", "--steps=9"))).isEmpty();
      assertThat(workersOf(() -> resume("two", "--steps=9"))).hasSize(1);
      assertThat(model("two").network().params()).isEqualTo(model("one").network().params());
    }
  }

  /** The threads beside its own that compute batches while a command runs, as it should. */
  private static Set<Thread> workersOf(IntSupplier command) {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    Set<Thread> workers = new HashSet<>();
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> looking =
        CompletableFuture.runAsync(
            () -> {
              while (!ended.get()) {
                Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("attentionzoo-worker-"))
                    .filter(thread -> !before.contains(thread)) // may be about to end
                    .forEach(workers::add);
              }
            });
    assertThat(command.getAsInt()).isZero();
    ended.set(true);
    looking.join();
    return workers;
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
