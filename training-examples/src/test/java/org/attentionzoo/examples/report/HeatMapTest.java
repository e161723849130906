package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeatMapTest {

  private static final List<String> SOURCE = List.of("a", " ", "a", "b");
  private static final List<String> OUTPUT = List.of("x", "y");

  @TempDir private Path folder;

  @Test
  void aLargeWeightIsDarkAndTheFirstOutputIsAtTheTop() throws IOException {
    BufferedImage picture = draw(new float[][] {{0, 0, 0, 1}, {1, 0, 0, 0}});
    assertThat(darkCentre(picture, 0.5, 1.0, 0.0, 0.5)).isTrue();
    assertThat(darkCentre(picture, 0.0, 0.5, 0.5, 1.0)).isTrue();
    assertThat(darkCentre(picture, 0.1, 0.5, 0.0, 0.5)).isFalse();
  }

  @Test
  void moreTokensMakeALargerPicture() throws IOException {
    BufferedImage small = draw(new float[2][4]);
    List<String> many = "Mittwoch, 3. März 2021".chars().mapToObj(Character::toString).toList();
    Path file = folder.resolve("large.png");
    HeatMap.write(file, "", "", new float[2][many.size()], many, OUTPUT);
    assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(small.getWidth());
  }

  @Test
  void theTitleFits() throws IOException {
    for (List<String> output : List.of(OUTPUT, List.of("x", "antidisestablishmentarianism"))) {
      Path file = folder.resolve("title.png");
      String sentence = "Ein Satz, der länger ist als das Bild breit. ".repeat(5);
      HeatMap.write(file, sentence, sentence, new float[2][4], SOURCE, output);
      BufferedImage picture = ImageIO.read(file.toFile());
      assertThat(inked(picture, 0, 4)).isFalse();
      assertThat(inked(picture, picture.getWidth() - 4, picture.getWidth())).isFalse();
      assertThat(inked(picture, picture.getWidth() / 2 - 20, picture.getWidth() / 2 + 20)).isTrue();
    }
  }

  /** Whether there is text between two columns of the topmost pixels. */
  private static boolean inked(BufferedImage picture, int from, int to) {
    for (int x = from; x < to; x++) {
      for (int y = 0; y < 32; y++) {
        if ((picture.getRGB(x, y) & 0xFF) < 0x80) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void longColumnLabelsHaveTheirHeight() throws IOException {
    BufferedImage small = draw(new float[2][4]);
    List<String> words = List.of("Donaudampfschifffahrt", "und", "anderes", "U");
    Path file = folder.resolve("words.png");
    HeatMap.write(file, "a", "b", new float[2][4], words, OUTPUT);
    assertThat(ImageIO.read(file.toFile()).getHeight()).isGreaterThan(small.getHeight() + 100);
  }

  @Test
  void aThousandTokensMakeNoPictureThatFillsTheMemory() throws IOException {
    List<String> many = Collections.nCopies(1000, "word");
    Path file = folder.resolve("many.png");
    HeatMap.write(file, "a", "b", new float[2][1000], many, OUTPUT);
    assertThat(ImageIO.read(file.toFile()).getWidth()).isBetween(4000, 7000);
  }

  @Test
  void weightsThatDoNotFitTheTokensAreNamed() {
    assertInvalid(new float[3][4], "3 rows of weights for 2 output tokens");
    assertInvalid(new float[][] {{0, 0, 0, 0}, {0, 0}}, "2 weights in row 1 for 4 source tokens");
    assertInvalid(new float[][] {{0, 0, 0, 0}, {0, 0, Float.NaN, 0}}, "[1][2] is NaN");
    assertInvalid(new float[][] {{0, 0, 0, 2}, {0, 0, 0, 0}}, "[0][3] is 2.0");
  }

  @Test
  void aMissingFolderIsAnError() {
    Path file = folder.resolve("missing/heat.png");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> HeatMap.write(file, "", "", new float[2][4], SOURCE, OUTPUT))
        .withMessageContaining("missing");
  }

  private BufferedImage draw(float[][] weights) throws IOException {
    Path file = folder.resolve("heat.png");
    HeatMap.write(file, "a", "b", weights, SOURCE, OUTPUT);
    return ImageIO.read(file.toFile());
  }

  /** Whether there is a large dark-blue area in a part of the left 70 % of the picture. */
  private static boolean darkCentre(
      BufferedImage picture, double left, double right, double top, double bottom) {
    int dark = 0;
    double width = 0.7 * picture.getWidth();
    for (int x = (int) (left * width); x < right * width; x++) {
      for (int y = (int) (top * picture.getHeight()); y < bottom * picture.getHeight(); y++) {
        if ((picture.getRGB(x, y) & 0xFFFFFF) == 0x0A2A5E) {
          dark++;
        }
      }
    }
    return dark > 500;
  }

  private void assertInvalid(float[][] weights, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeatMap.write(folder.resolve("x.png"), "", "", weights, SOURCE, OUTPUT))
        .withMessageContaining(message);
  }
}
