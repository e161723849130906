package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawnTextTest {

  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "￭.",
        "今日",
        "الطقس",
        "ภาษา",
        "नमस्ते",
        "👩\u200d👧",
        "한국어",
        "\u0000",
        "\u200b",
        "\u00a0",
        "\t",
        " ",
        "x\u001by",
        "\uDBFF\uDFFF",
        "\u0378"
      })
  void whateverIsWrittenCanBeSeen(String token) {
    String drawn = DrawnText.token(token, FONT);
    assertThat(FONT.canDisplayUpTo(drawn)).as(drawn).isNegative();
    assertThat(drawn).isNotBlank().matches("[^\\p{Cc}\\p{Z}]+");
  }

  @Test
  void whatTheFontLacksAndNobodySeesIsWrittenAsCodePoints() {
    assertThat(DrawnText.token("é", FONT)).isEqualTo("é");
    assertThat(DrawnText.token(" ", FONT)).isEqualTo("␣");
    assertThat(DrawnText.token("\u200b\u00a0", FONT)).isEqualTo("U+200B+00A0");
    assertThat(DrawnText.token("a\u0378\u0379b\u0378", FONT)).isEqualTo("aU+0378+0379bU+0378");
    assertThat(DrawnText.sentence(" a  b\u0085c ", FONT)).isEqualTo("a b c");
  }

  /** Which characters a font can display is the machine's business. */
  private static Font displaying(IntPredicate characters) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, 16) {
      @Override
      public boolean canDisplay(int codePoint) {
        return characters.test(codePoint);
      }

      @Override
      public boolean canDisplay(char character) {
        return characters.test(character);
      }
    };
  }

  @Test
  void aFontThatDisplaysEverythingDisplaysNoControlCharacters() {
    Font all = displaying(c -> true);
    assertThat(DrawnText.token("x\u001by", all)).isEqualTo("xU+001By");
    assertThat(DrawnText.token("￭.", all)).isEqualTo("￭.");
  }

  @Test
  void aFontWithoutTheJoinerHasAnotherSign() {
    assertThat(DrawnText.token("￭.", displaying(c -> c != '￭'))).isEqualTo("▪.");
  }

  @Test
  void whatJoinsCodePointsIsOne() {
    Font font = displaying(c -> c < 0x10000);
    assertThat(DrawnText.token("👩\u200d👧a", font)).isEqualTo("U+1F469+200D+1F467a");
  }

  @Test
  void noCharacterIsCutInHalf() {
    String text = "😀".repeat(60);
    for (int pixels = 40; pixels < 80; pixels++) {
      String cut = DrawnText.fit(text, FONT, pixels);
      assertThat(cut.codePoints().limit(cut.codePointCount(0, cut.length()) - 1))
          .containsOnly(0x1F600);
    }
  }

  @Test
  void whatIsTooWideIsCut() {
    assertThat(DrawnText.fit("short", FONT, 500)).isEqualTo("short");
    String long1 = "😀word ".repeat(40);
    String cut = DrawnText.fit(long1, FONT, 200);
    assertThat(DrawnText.width(cut, FONT)).isBetween(150, 200);
    assertThat(cut).endsWith("…");
    assertThat(long1).startsWith(cut.substring(0, cut.length() - 1));
  }
}
