package org.attentionzoo.layers;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;

/**
 * The names under which parts of networks stand in users' zips. One may be added here, none may go
 * or change: zips that hold it would not load any more.
 */
class StoredNamesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackagesOf(StoredNamesTest.class);

  /**
   * DL4J stores these by class, and offers no other way. What JSON cannot make stands in for
   * another while a program runs, and is stored nowhere.
   */
  @Test
  void classesThatDl4jStoresAreWhereZipsLookForThem() {
    Stream<Class<?>> stored =
        Stream.of(
            Layer.class,
            GraphVertex.class,
            IUpdater.class,
            ISchedule.class,
            IActivation.class,
            ILossFunction.class,
            IWeightInit.class,
            InputPreProcessor.class);
    assertThat(
            stored
                .flatMap(StoredNamesTest::implementations)
                .filter(StoredNamesTest::canBeRead)
                .map(JavaClass::getName))
        .containsExactlyInAnyOrder(
            "org.attentionzoo.layers.attention.Attention",
            "org.attentionzoo.layers.embedding.PositionalEncoding",
            "org.attentionzoo.layers.embedding.SharedEmbeddingTable",
            "org.attentionzoo.layers.embedding.TiedTokenEmbedding",
            "org.attentionzoo.layers.embedding.TokenEmbedding",
            "org.attentionzoo.layers.output.TiedTokenOutput",
            "org.attentionzoo.layers.output.TiedTokenOutputVertex",
            "org.attentionzoo.layers.output.TokenOutputLayer",
            "org.attentionzoo.layers.recurrent.RecurrentDecoder",
            "org.attentionzoo.layers.recurrent.RecurrentEncoder",
            "org.attentionzoo.layers.schedule.CosineDecaySchedule",
            "org.attentionzoo.layers.schedule.InverseSquareRootSchedule",
            "org.attentionzoo.layers.schedule.LinearDecaySchedule",
            "org.attentionzoo.layers.schedule.NoamSchedule",
            "org.attentionzoo.layers.transformer.LayerNorm",
            "org.attentionzoo.layers.transformer.MultiHeadCrossAttention",
            "org.attentionzoo.layers.transformer.MultiHeadSelfAttention",
            "org.attentionzoo.layers.transformer.TransformerDecoderLayer",
            "org.attentionzoo.layers.transformer.TransformerEncoderLayer",
            "org.attentionzoo.layers.updater.FastAdam");
  }

  @Test
  void scoresWindowsAndOrdersAreStoredByName() {
    assertThat(names(Score.class))
        .containsExactlyInAnyOrder(
            "additive", "dot", "scaled-dot", "general", "location", "cosine");
    assertThat(names(Window.class))
        .containsExactlyInAnyOrder("global", "local-monotonic", "local-predictive");
    assertThat(names(DecoderOrder.class)).containsExactlyInAnyOrder("plain", "bahdanau", "luong");
  }

  /** The classes that zips of 0.1.0 name. */
  @Test
  void classNamesOfOldZipsAreRead() {
    assertThat(
            Stream.of(Score.class, Window.class, DecoderOrder.class)
                .flatMap(StoredNamesTest::oldNames))
        .containsExactlyInAnyOrder(
            "org.attentionzoo.layers.attention.Additive",
            "org.attentionzoo.layers.attention.Cosine",
            "org.attentionzoo.layers.attention.Dot",
            "org.attentionzoo.layers.attention.General",
            "org.attentionzoo.layers.attention.GlobalWindow",
            "org.attentionzoo.layers.attention.LocalMonotonicWindow",
            "org.attentionzoo.layers.attention.LocalPredictiveWindow",
            "org.attentionzoo.layers.attention.Location",
            "org.attentionzoo.layers.attention.ScaledDot",
            "org.attentionzoo.layers.recurrent.BahdanauOrder",
            "org.attentionzoo.layers.recurrent.LuongOrder",
            "org.attentionzoo.layers.recurrent.PlainOrder");
  }

  @Test
  void everyScoreWindowAndOrderHasAName() {
    for (Class<?> type : List.of(Score.class, Window.class, DecoderOrder.class)) {
      assertThat(Stream.of(types(type)).map(t -> t.value().getName()))
          .containsExactlyInAnyOrderElementsOf(
              implementations(type).map(JavaClass::getName).toList());
    }
  }

  private static Stream<JavaClass> implementations(Class<?> type) {
    return CLASSES.stream()
        .filter(c -> c.isAssignableTo(type) && !c.isInterface())
        .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT));
  }

  private static boolean canBeRead(JavaClass type) {
    return type.getConstructors().stream()
        .anyMatch(
            constructor ->
                constructor.getParameters().stream()
                    .allMatch(parameter -> parameter.isAnnotatedWith(JsonProperty.class)));
  }

  private static JsonSubTypes.Type[] types(Class<?> type) {
    return type.getAnnotation(JsonSubTypes.class).value();
  }

  private static Stream<String> names(Class<?> type) {
    return Stream.of(types(type)).map(JsonSubTypes.Type::name);
  }

  private static Stream<String> oldNames(Class<?> type) {
    return Stream.of(types(type)).flatMap(t -> Stream.of(t.names()));
  }
}
