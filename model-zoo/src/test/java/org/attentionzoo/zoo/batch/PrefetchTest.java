package org.attentionzoo.zoo.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrefetchTest {

  @Test
  void theElementsComeInOrder() {
    List<Integer> elements = IntStream.range(0, 1000).boxed().toList();
    try (Prefetch<Integer> prefetch = new Prefetch<>(elements.iterator(), 3)) {
      for (Integer element : elements) {
        assertThat(prefetch.hasNext()).isTrue();
        assertThat(prefetch.next()).isEqualTo(element);
      }
      assertThat(prefetch.hasNext()).isFalse();
      assertThat(prefetch.hasNext()).isFalse();
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(prefetch::next);
    }
  }

  @Test
  void anErrorComesWhereTheElementWouldHaveCome() {
    Stream<Integer> failing =
        Stream.of(1, 2, 3)
            .peek(
                i -> {
                  if (i == 3) {
                    throw new IllegalStateException("bad third");
                  }
                });
    try (Prefetch<Integer> prefetch = new Prefetch<>(failing.iterator(), 5)) {
      assertThat(prefetch.next()).isEqualTo(1);
      assertThat(prefetch.next()).isEqualTo(2);
      assertThatIllegalStateException().isThrownBy(prefetch::hasNext).withMessage("bad third");
      assertThatIllegalStateException().isThrownBy(prefetch::next).withMessage("bad third");
    }
  }

  @Test
  void closingEndsTheThreadThoughNobodyTakesAnything() {
    Prefetch<Integer> prefetch = new Prefetch<>(Stream.iterate(0, i -> i + 1).iterator(), 1);
    assertThat(prefetch.next()).isZero();
    prefetch.close();
    prefetch.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("corpus-prefetch") && thread.isAlive());
  }
}
