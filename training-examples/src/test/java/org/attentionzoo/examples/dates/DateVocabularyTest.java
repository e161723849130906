package org.attentionzoo.examples.dates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.stream.IntStream;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.text.Vocabulary;
import org.junit.jupiter.api.Test;

class DateVocabularyTest {

  private final DateVocabulary vocabulary = DateVocabulary.create();

  @Test
  void everyGeneratedTextIsInTheVocabulary() {
    for (DateSplit split : DateSplit.values()) {
      for (DateExample example : DateExamples.generate(split, 20_000, 9)) {
        SequencePair pair = vocabulary.encode(example);
        if (IntStream.of(pair.source()).anyMatch(id -> id == Vocabulary.UNK)
            || !vocabulary.target().decode(pair.target()).equals(example.iso())) {
          fail("Not in the vocabulary: " + example);
        }
      }
    }
  }

  @Test
  void thereAreAboutTwoHundredSourceCharacters() {
    assertThat(vocabulary.source().vocabulary().size()).isBetween(180, 280);
    assertThat(vocabulary.target().vocabulary().size()).isEqualTo(4 + 11);
  }

  @Test
  void aLocaleTagIsOneToken() {
    assertThat(vocabulary.source().tokenize("<en_US> 3/4"))
        .containsExactly("<en_US>", " ", "3", "/", "4");
    assertThat(vocabulary.source().encode("<pt_BR>")).hasSize(1).doesNotContain(Vocabulary.UNK);
  }

  @Test
  void theSameVocabularyIsMadeEveryTime() {
    assertThat(DateVocabulary.create().source()).isEqualTo(vocabulary.source());
  }

  @Test
  void spacesFromElsewhereAreSpaces() {
    assertThat(vocabulary.source().encode("1\u00a0mai\u202f1999"))
        .isEqualTo(vocabulary.source().encode("1 mai 1999"));
  }
}
