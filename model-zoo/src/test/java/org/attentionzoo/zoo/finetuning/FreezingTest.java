package org.attentionzoo.zoo.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Attention;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.zoo.finetuning.FineTuningReport.State;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class FreezingTest {

  private static final int V = TunedModels.VOCABULARY.size();

  @TempDir Path folder;

  private static Set<String> learned(ComputationGraph before, ComputationGraph now) {
    Set<String> learned = new TreeSet<>();
    for (String part : TunedModels.parts(before)) {
      if (!before.getVertex(part).params().equals(now.getVertex(part).params())) {
        learned.add(part);
      }
    }
    return learned;
  }

  private static Map<String, State> states(FineTuning tuned) {
    return tuned.report().parts().stream()
        .collect(Collectors.toMap(FineTuningReport.Part::name, FineTuningReport.Part::state));
  }

  private static FineTuningBuilder strong(ModelZip model) {
    return FineTuning.from(model).updater(new Adam(0.1)).l2(0.1).l1(0.1);
  }

  /** In every choice: after Adam with l2 and l1, after weight decay, saved and loaded, copied. */
  @ParameterizedTest
  @EnumSource
  void whatIsFrozenStaysBitForBitAndAllElseLearns(TunedModels kind) throws IOException {
    ModelZip trained = kind.trained(DataType.FLOAT);
    List<String> parts = TunedModels.parts(trained.network());
    Map<String, Set<String>> choices = new HashMap<>();
    for (String part : parts) {
      choices.put(part, Set.of(part));
    }
    PartNames names = new PartNames(trained.network().getConfiguration());
    for (String group : List.of("encoder", "decoder", "embeddings")) {
      choices.put(group, names.of(group));
    }
    for (Map.Entry<String, Set<String>> choice : choices.entrySet()) {
      for (FineTuningBuilder builder :
          List.of(strong(trained), FineTuning.from(trained).weightDecay(0.1))) {
        ModelZip model = builder.freeze(choice.getKey()).build().model();
        model.network().fit(TunedModels.batch(3, V));
        Path file = folder.resolve("model.zip");
        model.save(file);
        ComputationGraph loaded = ModelZip.load(file).network();
        ComputationGraph copy = model.network().clone();
        for (ComputationGraph each : List.of(model.network(), loaded, copy)) {
          each.fit(TunedModels.batch(2, V));
          Set<String> expected = new TreeSet<>(parts);
          expected.removeAll(choice.getValue());
          assertThat(learned(trained.network(), each)).as(choice.getKey()).isEqualTo(expected);
          assertThat(each.params()).isEqualTo(model.network().params());
        }
      }
    }
  }

  @Test
  void theGroupsAreTheModelsParts() {
    assertThat(frozen(TunedModels.TRANSFORMER_ALL, "encoder"))
        .containsExactly("encoder0", "encoder1");
    assertThat(frozen(TunedModels.TRANSFORMER_ALL, "decoder"))
        .containsExactly("decoder0", "decoder1");
    assertThat(frozen(TunedModels.TRANSFORMER_ALL, "embeddings")).containsExactly("table");
    assertThat(frozen(TunedModels.BAHDANAU, "embeddings"))
        .containsExactly("sourceEmbedding", "targetEmbedding");
    assertThat(frozen(TunedModels.BAHDANAU, "encoder", "output"))
        .containsExactly("encoder", "output");
  }

  private static Set<String> frozen(TunedModels kind, String... parts) {
    return frozen(FineTuning.from(kind.create(DataType.FLOAT, 0)).freeze(parts).build());
  }

  private static Set<String> frozen(FineTuning tuned) {
    Set<String> frozen = new TreeSet<>(states(tuned).keySet());
    frozen.removeIf(part -> states(tuned).get(part) == State.TRAINED);
    return frozen;
  }

  @Test
  void theLastLayersLearnWithTheOutput() {
    ModelZip model = TunedModels.TRANSFORMER.create(DataType.FLOAT, 0);
    List<String> order = List.of("encoder0", "encoder1", "decoder0", "decoder1"); // then the output
    for (int layers = 0; layers <= order.size(); layers++) {
      Set<String> expected = new TreeSet<>(order.subList(0, order.size() - layers));
      expected.addAll(Set.of("sourceEmbedding", "targetEmbedding"));
      assertThat(frozen(FineTuning.from(model).freezeAllButTheLast(layers).build()))
          .as("" + layers)
          .isEqualTo(expected);
    }
    assertThatThrownBy(() -> FineTuning.from(model).freezeAllButTheLast(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the last 5 layers cannot be left to learn: the model has 4");
    ModelZip recurrent = TunedModels.BAHDANAU.create(DataType.FLOAT, 0);
    assertThat(frozen(FineTuning.from(recurrent).freezeAllButTheLast(1).build()))
        .containsExactly("encoder", "sourceEmbedding", "targetEmbedding");
  }

  /** The gradient passes where something below learns, and no farther. */
  @ParameterizedTest
  @EnumSource
  void theBackwardPassGoesAsFarAsSomethingLearns(TunedModels kind) {
    ModelZip trained = kind.trained(DataType.DOUBLE);
    ModelZip free = FineTuning.from(trained).dropout(0).updater(new Sgd(1)).build().model();
    for (String[] choice :
        List.of(
            new String[] {"encoder"},
            new String[] {"decoder", "output"},
            new String[] {"embeddings"},
            new String[] {"embeddings", "encoder"},
            new String[] {"embeddings", "decoder"})) {
      FineTuning tuned = FineTuning.from(free).freeze(choice).build();
      ComputationGraph network = tuned.model().network();
      INDArray expected = gradient(free.network());
      INDArray found = gradient(network);
      long offset = 0;
      for (int index : network.topologicalSortOrder()) {
        String name = network.getVertices()[index].getVertexName();
        for (long end = offset + network.getVertex(name).numParams(); offset < end; offset++) {
          boolean learns = states(tuned).get(name) == State.TRAINED;
          assertThat(found.getDouble(offset))
              .as(String.join(",", choice) + ": " + name)
              .isEqualTo(learns ? expected.getDouble(offset) : 0);
        }
      }
    }
    boolean shared = kind.sharesTable();
    Map<String, State> encoder = states(FineTuning.from(trained).freeze("encoder").build());
    encoder.forEach(
        (name, state) -> {
          if (name.startsWith("encoder")) {
            assertThat(state).isEqualTo(State.FROZEN_WITH_BACKPROP);
          }
        });
    Map<String, State> both =
        states(FineTuning.from(trained).freeze("embeddings", "encoder").build());
    assertThat(both.values()).doesNotContain(State.FROZEN_WITH_BACKPROP).contains(State.FROZEN);
    assertThat(both.containsKey("table") && shared).isEqualTo(shared);
  }

  private static INDArray gradient(ComputationGraph network) {
    MultiDataSet data = TunedModels.batch(4, V);
    network.setInputs(data.getFeatures());
    network.setLabels(data.getLabels());
    network.setLayerMaskArrays(data.getFeaturesMaskArrays(), data.getLabelsMaskArrays());
    network.computeGradientAndScore();
    INDArray gradient = network.getFlattenedGradients().dup().reshape(network.numParams());
    network.clearLayerMaskArrays();
    network.clear();
    return gradient;
  }

  @Test
  void frozenPartsStayFrozenUntilTheyAreNot() {
    ModelZip trained = TunedModels.TRANSFORMER_TARGET.trained(DataType.FLOAT);
    ModelZip frozen = FineTuning.from(trained).freeze("embeddings", "encoder").build().model();
    FineTuning again = FineTuning.from(frozen).updater(new Sgd(0.1)).build();
    assertThat(frozen(again)).containsExactly("encoder0", "encoder1", "sourceEmbedding", "table");
    FineTuning part = FineTuning.from(frozen).unfreeze("sourceEmbedding").build();
    assertThat(states(part))
        .containsEntry("sourceEmbedding", State.TRAINED)
        .containsEntry("encoder0", State.FROZEN_WITH_BACKPROP)
        .containsEntry("table", State.FROZEN);
    FineTuning all = FineTuning.from(frozen).unfreezeAll().build();
    assertThat(frozen(all)).isEmpty();
    all.model().network().fit(TunedModels.batch(3, V));
    assertThat(learned(trained.network(), all.model().network()))
        .containsExactlyElementsOf(new TreeSet<>(TunedModels.parts(trained.network())));
    assertThat(all.model().network().getConfiguration().getVertices())
        .isEqualTo(
            FineTuning.from(trained).build().model().network().getConfiguration().getVertices());
  }

  @ParameterizedTest
  @EnumSource
  void frozenModelsTranslateAsBefore(TunedModels kind) throws IOException {
    ModelZip trained = kind.trained(DataType.FLOAT);
    try (Translator before = Translator.of(trained)) {
      for (String part : List.of("encoder", "decoder", "embeddings", "output")) {
        Path file = folder.resolve(part + ".zip");
        FineTuning.from(trained).freeze(part).build().model().save(file);
        try (Translator now = Translator.of(ModelZip.load(file))) {
          assertThat(now.translate(List.of("ab ba", "ba")))
              .isEqualTo(before.translate(List.of("ab ba", "ba")));
        }
      }
    }
  }

  @Test
  void aFrozenZipIsThePretrainedOneOfItsModel() throws IOException {
    Transformer model =
        Transformer.builder()
            .modelSize(8)
            .heads(2)
            .feedForwardSize(12)
            .layers(2)
            .vocabularySize(V)
            .build();
    ModelZip zip =
        new ModelZip(
            model.init(),
            TunedModels.VOCABULARY,
            TunedModels.VOCABULARY,
            ModelCard.builder("a").build());
    for (String part : List.of("embeddings", "encoder", "output")) {
      Path file = folder.resolve("model.zip");
      FineTuning.from(zip).freeze(part).build().model().save(file);
      assertThat(model.initPretrained(file).params()).isEqualTo(zip.network().params());
    }
  }

  @Test
  void whatCannotBeFrozenIsAnError() {
    ModelZip model = TunedModels.TRANSFORMER.create(DataType.FLOAT, 0);
    assertThatThrownBy(() -> FineTuning.from(model).freeze("encoder7"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the model has no part \"encoder7\", only [decoder, decoder0, decoder1, embeddings,"
                + " encoder, encoder0, encoder1, output, sourceEmbedding, targetEmbedding]");
    FineTuningBuilder all =
        FineTuning.from(model).freeze("encoder", "decoder", "embeddings", "output");
    assertThatThrownBy(all::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("every part is frozen: nothing would be trained");
  }

  /** DL4J's own layers let no gradient pass when they are frozen. */
  @Test
  void stockLayersAreFrozenWithAllBelowThem() {
    ModelZip model = stock();
    ComputationGraph network =
        FineTuning.from(model)
            .updater(new Adam(0.1))
            .l2(0.1)
            .freeze("embeddings", "encoder")
            .build()
            .model()
            .network();
    network.fit(TunedModels.batch(3, V));
    assertThat(learned(model.network(), network)).containsExactly("attention", "decoder", "output");
    assertThatThrownBy(() -> FineTuning.from(model).freeze("encoder").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"encoder\" (LSTM) lets no gradient pass when it is frozen: freeze what is below it,"
                + " too: [sourceEmbedding]");
  }

  private static ModelZip stock() {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .miniBatch(false)
            .updater(new Adam(0.1))
            .graphBuilder()
            .addInputs("source", "target")
            .setInputTypes(InputType.recurrent(V), InputType.recurrent(V));
    for (String side : new String[] {"source", "target"}) {
      TokenEmbedding.Builder embedding = new TokenEmbedding.Builder();
      graph.addLayer(side + "Embedding", embedding.vocabularySize(V).size(4).build(), side);
    }
    graph
        .addLayer("encoder", new LSTM.Builder().nOut(4).build(), "sourceEmbedding")
        .addLayer("decoder", new LSTM.Builder().nOut(4).build(), "targetEmbedding")
        .addVertex(
            "attention",
            new Attention.Builder().querySize(4).memorySize(4).score(new Additive(3)).build(),
            "decoder",
            "encoder")
        .addLayer("output", new TokenOutputLayer.Builder().nIn(4).nOut(V).build(), "attention");
    ComputationGraph network = new ComputationGraph(graph.setOutputs("output").build());
    network.init();
    return new ModelZip(
        network,
        TunedModels.VOCABULARY,
        TunedModels.VOCABULARY,
        ModelCard.builder("stock").build());
  }
}
