package org.attentionzoo.examples.dates;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DateSplitTest {

  /** Models that are there already have not seen the dates that new ones are tested with. */
  @Test
  void theSplitIsThatOfAllVersions() {
    LocalDate first = LocalDate.of(2024, 2, 20);
    String parts =
        IntStream.range(0, 40)
            .mapToObj(day -> DateSplit.of(first.plusDays(day)).name().substring(0, 2))
            .map(part -> part.equals("TE") ? "e" : part.equals("VA") ? "v" : "-")
            .collect(Collectors.joining());
    assertThat(parts).isEqualTo("--v-e-v---v---e----e--vv----e----e----e-");
  }
}
