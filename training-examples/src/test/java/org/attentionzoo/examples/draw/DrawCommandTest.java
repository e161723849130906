package org.attentionzoo.examples.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import javax.imageio.ImageIO;
import org.attentionzoo.examples.AttentionZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DrawCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  static Set<Drawing> models() {
    return EnumSet.range(Drawing.SEQ2SEQ, Drawing.TRANSFORMER);
  }

  @ParameterizedTest
  @EnumSource(Drawing.class)
  void drawsAPicture(Drawing what) throws IOException {
    Path file = folder.resolve("of").resolve(what + ".png");
    assertThat(run("draw", what.toString(), "--out", file.toString())).as(err.toString()).isZero();
    assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(500);
    assertThat(out.toString()).contains("drew " + file);
  }

  @ParameterizedTest
  @MethodSource("models")
  void thePicturesOfTheGuideAreThoseThatTheCommandDraws(Drawing what) {
    Path file = folder.resolve(what + ".png");
    assertThat(run("draw", what.toString(), "--out", file.toString())).as(err.toString()).isZero();
    assertThat(folder.resolve(what + ".svg"))
        .as("draw %s --out training-examples/images/%s.png draws it anew", what, what)
        .hasSameTextualContentAs(Path.of("images", what + ".svg"));
  }

  @Test
  void whatCannotBeDrawnIsNamedWithAllThatCan() {
    assertThat(run("draw", "gpt")).isEqualTo(2);
    assertThat(err.toString())
        .contains("'gpt'", "SEQ2SEQ, BAHDANAU, LUONG, TRANSFORMER, WINDOWS, MASKS");
  }
}
