package org.attentionzoo.examples.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.attentionzoo.examples.draw.Figure.Box;
import org.attentionzoo.examples.draw.Figure.Route;
import org.attentionzoo.examples.draw.Figure.Words;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.SequenceModel;
import org.attentionzoo.zoo.model.Transformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFigureTest {

  private static final Path SOURCES =
      Path.of("..", "attention-layers", "src", "main", "java").toAbsolutePath().normalize();

  static Stream<SequenceModel> models() {
    Stream<SequenceModel> drawn =
        EnumSet.range(Drawing.SEQ2SEQ, Drawing.TRANSFORMER).stream().map(Drawing::model);
    return Stream.concat(
        drawn,
        Stream.of(
            Transformer.tiny().vocabularySize(99).normPosition(NormPosition.PRE).build(),
            AttentionSeq2Seq.luongLocalPredictive().inputFeeding(false).build()));
  }

  private static Figure figure(SequenceModel model) {
    return ModelFigure.of("a model", model.conf());
  }

  private static <S> List<S> all(Figure figure, Class<S> kind) {
    return figure.shapes().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static List<String> texts(Figure figure) {
    return all(figure, Words.class).stream().map(Words::text).toList();
  }

  @Test
  void showsTheTransformersLayersWithTheirClassesSizesAndTheirNumber() {
    assertThat(texts(figure(Drawing.TRANSFORMER.model())))
        .contains(
            "TransformerEncoderLayer",
            "TransformerDecoderLayer",
            "SharedEmbeddingTable",
            "TiedTokenOutput",
            "self-attention, 8 heads",
            "causal self-attention, 8 heads",
            "cross-attention, 8 heads",
            "512 → 2048 → 512, relu",
            "× √d + sinusoidal positions",
            "softmax over 37,000 tokens")
        .filteredOn(text -> text.endsWith("×"))
        .containsExactly("6 ×", "6 ×");
  }

  @Test
  void showsWhatTheConfigurationSaysAndNotThePaper() {
    Transformer model =
        Transformer.base()
            .vocabularySize(50)
            .modelSize(12)
            .heads(3)
            .feedForwardSize(7)
            .encoderLayers(2)
            .decoderLayers(1)
            .learnedPositions(9)
            .normPosition(NormPosition.PRE)
            .build();
    assertThat(texts(figure(model)))
        .contains("2 ×", "causal self-attention, 3 heads", "12 → 7 → 12, relu", "LayerNorm", "add")
        .contains("× √d + learned positions")
        .doesNotContain("1 ×", "add & Normalization");
  }

  @Test
  void showsScoreWindowAndOrderOfRecurrentDecoders() {
    assertThat(texts(figure(Drawing.BAHDANAU.model())))
        .containsSubsequence("Additive", "Cell.GRU", "BahdanauOrder")
        .contains("reads in both directions", "memory [N, m, S]");
    assertThat(texts(figure(AttentionSeq2Seq.luongLocalPredictive().build())))
        .containsSubsequence("Cell.LSTM", "General", "by h, LocalPredictiveWindow", "LuongOrder");
    assertThat(texts(figure(Drawing.SEQ2SEQ.model())))
        .contains("InitialState.ENCODER", "final states")
        .doesNotContain("memory [N, m, S]");
  }

  @Test
  void onlyInputFeedingIsDrawnAsReadAgain() {
    AttentionSeq2Seq without = AttentionSeq2Seq.luongDot().inputFeeding(false).build();
    assertThat(all(figure(Drawing.LUONG.model()), Route.class))
        .filteredOn(Route::dashed)
        .hasSize(1);
    assertThat(all(figure(without), Route.class)).noneMatch(Route::dashed);
  }

  @ParameterizedTest
  @MethodSource("models")
  void namesOnlyClassesThatThereAre(SequenceModel model) throws IOException {
    Set<String> classes;
    try (Stream<Path> files = Files.walk(SOURCES)) {
      classes =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.replace(".java", ""))
              .collect(Collectors.toSet());
    }
    assertThat(all(figure(model), Words.class))
        .filteredOn(words -> words.bold() && !words.text().endsWith("×"))
        .extracting(words -> words.text().replaceFirst("^add( & )?", "").replaceFirst("\\..*", ""))
        .allMatch(name -> name.isEmpty() || classes.contains(name));
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyWordFitsIntoItsBoxAndBoxesDoNotCross(SequenceModel model) {
    Figure figure = figure(model);
    List<Box> boxes = all(figure, Box.class);
    for (Words words : all(figure, Words.class)) {
      int half = width(words) / 2;
      assertThat(words.x() - half).as(words.text()).isPositive();
      assertThat(words.x() + half).as(words.text()).isLessThan(figure.width());
      boxes.stream()
          .filter(box -> box.x() < words.x() && words.x() < box.right())
          .filter(box -> box.y() < words.y() && words.y() < box.bottom())
          .forEach(
              box -> assertThat(2 * half).as(words.text()).isLessThanOrEqualTo(box.width() - 4));
    }
    for (Box one : boxes) {
      for (Box other : boxes) {
        boolean apart =
            one.right() <= other.x()
                || other.right() <= one.x()
                || one.bottom() <= other.y()
                || other.bottom() <= one.y();
        assertThat(apart || holds(one, other) || holds(other, one)).isTrue();
      }
    }
  }

  private static int width(Words words) {
    Font font = new Font(Font.SANS_SERIF, words.bold() ? Font.BOLD : Font.PLAIN, words.size());
    FontRenderContext context = new FontRenderContext(null, true, true);
    return (int) Math.ceil(font.getStringBounds(words.text(), context).getWidth());
  }

  private static boolean holds(Box outer, Box inner) {
    return outer.x() <= inner.x()
        && outer.y() <= inner.y()
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom();
  }

  @ParameterizedTest
  @MethodSource("models")
  void linesStayInThePictureAndTheirLastPieceIsLevelOrUpright(SequenceModel model) {
    Figure figure = figure(model);
    for (Route route : all(figure, Route.class)) {
      List<Integer> points = new ArrayList<>(route.points());
      for (int i = 0; i < points.size(); i += 2) {
        assertThat(points.get(i)).isBetween(0, figure.width());
        assertThat(points.get(i + 1)).isBetween(0, figure.height());
        if (i > 0) {
          boolean straight =
              points.get(i).equals(points.get(i - 2))
                  || points.get(i + 1).equals(points.get(i - 1));
          assertThat(straight).as("%s", points).isTrue();
        }
      }
    }
  }
}
