package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.attentionzoo.zoo.text.FallbackTokenizer.Unit;
import org.junit.jupiter.api.Test;

class NormalizingTokenizerTest {

  @Test
  void lowerCaseAndFormAreChosenApart() {
    String text = "ﬁNE E\u0301";
    assertThat(of(UnicodeForm.NONE, false).normalize(text)).isEqualTo(text);
    assertThat(of(UnicodeForm.NONE, true).normalize(text)).isEqualTo("ﬁne e\u0301");
    assertThat(of(UnicodeForm.NFC, false).normalize(text)).isEqualTo("ﬁNE É");
    assertThat(of(UnicodeForm.NFKC, true).normalize(text)).isEqualTo("fine é");
    assertThat(of(UnicodeForm.VISIBLE, false).normalize(text)).isEqualTo("ﬁNE É");
  }

  @Test
  void lowerCaseStaysInTheForm() {
    String normal = of(UnicodeForm.NFC, true).normalize("S\u0307\u0323 \u0130");
    assertThat(of(UnicodeForm.NFC, false).normalize(normal)).isEqualTo(normal);
  }

  @Test
  void tokensAreThoseOfTheNormalizedText() {
    NormalizingTokenizer tokenizer = of(UnicodeForm.NFC, true);
    assertThat(tokenizer.tokenize("Zwei Männer.")).containsExactly("zwei", "männer", "￭.");
    assertThat(tokenizer.join(tokenizer.tokenize("Zwei Männer."))).isEqualTo("zwei männer.");
    assertThat(tokenizer.name()).isEqualTo("words");
  }

  @Test
  void whatIsAroundALowerCasingTokenizerLowerCases() {
    BpeMerges merges = new BpeMerges(List.of(new Merge("a", "b")));
    for (boolean lowerCase : new boolean[] {true, false}) {
      Tokenizer inner = of(UnicodeForm.NFC, lowerCase);
      assertThat(inner.lowerCases()).isEqualTo(lowerCase);
      assertThat(new NormalizingTokenizer(inner, UnicodeForm.NFC, false).lowerCases())
          .isEqualTo(lowerCase);
      assertThat(new BpeTokenizer(inner, merges).lowerCases()).isEqualTo(lowerCase);
      assertThat(new FallbackTokenizer(inner, Unit.BYTES, Set.of()).lowerCases())
          .isEqualTo(lowerCase);
    }
  }

  @Test
  void whatAReaderCannotSeeGoes() {
    NormalizingTokenizer tokenizer = of(UnicodeForm.VISIBLE, false);
    String text = "\u200e1\u00a0mai\u202f\u200f1999\t \u200e !\u200b";
    assertThat(tokenizer.normalize(text)).isEqualTo("1 mai 1999 !");
    assertThat(tokenizer.normalize("1 mai 1999 !")).isEqualTo("1 mai 1999 !");
    assertThat(tokenizer.tokenize("\u200e \u00a0")).isEmpty();
  }

  private static NormalizingTokenizer of(UnicodeForm form, boolean lowerCase) {
    return new NormalizingTokenizer(new WordTokenizer(), form, lowerCase);
  }
}
