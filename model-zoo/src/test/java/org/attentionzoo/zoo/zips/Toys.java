package org.attentionzoo.zoo.zips;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Cosine;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.attention.Location;
import org.attentionzoo.layers.attention.ScaledDot;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.schedule.CosineDecaySchedule;
import org.attentionzoo.layers.schedule.InverseSquareRootSchedule;
import org.attentionzoo.layers.schedule.LinearDecaySchedule;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.AttentionOrder;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.AttentionSeq2SeqBuilder;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Seq2SeqBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** The toys of all kinds, by the name of their zip. */
final class Toys {

  private static final int SIZE = 3; // of embeddings and states
  private static final int MODEL = 4;

  private final Map<String, Supplier<Toy>> toys = new LinkedHashMap<>();

  private Toys() {}

  static Map<String, Supplier<Toy>> all() {
    Toys all = new Toys();
    all.seq2Seq();
    all.attention();
    all.scoresAndWindows();
    all.transformer();
    all.updaters();
    all.other();
    ToyGraphs.all().forEach((name, graph) -> all.add(name, () -> zip(name, graph.get())));
    ToyTokenizers.all().forEach((name, toy) -> all.toys.put(name, toy));
    all.halves();
    return all.toys;
  }

  private void add(String name, Supplier<ModelZip> model) {
    toys.put(name, () -> new Toy(model.get(), null, null));
  }

  private void add(String name, ModelBuilder<?> builder) {
    add(name, () -> zip(name, network(builder)));
  }

  static ComputationGraph network(ModelBuilder<?> builder) {
    return builder.vocabularySize(ToyData.VOCABULARY.size()).seed(3).build().init();
  }

  static ModelZip zip(String name, ComputationGraph network) {
    ModelCard card = ModelCard.builder(name).task("reversal").build();
    return new ModelZip(network, ToyData.VOCABULARY, ToyData.VOCABULARY, card);
  }

  /** LSTM, one layer, reversed source. */
  static Seq2SeqBuilder recurrent() {
    return Seq2Seq.builder().embeddingSize(SIZE).units(SIZE).updater(new FastAdam(0.1));
  }

  /** GRU, bidirectional encoder, maxout. */
  private static AttentionSeq2SeqBuilder bahdanau() {
    return AttentionSeq2Seq.builder().embeddingSize(SIZE).units(2).updater(new FastAdam(0.1));
  }

  private static AttentionSeq2SeqBuilder luong() {
    return bahdanau().order(AttentionOrder.LUONG);
  }

  /** Post-norm, ReLU, sinusoidal positions. */
  private static TransformerModelBuilder plainTransformer() {
    return Transformer.builder()
        .modelSize(MODEL)
        .heads(2)
        .feedForwardSize(5)
        .layers(1)
        .dropout(0)
        .updater(new FastAdam(0.1));
  }

  private void seq2Seq() {
    add("seq2seq-lstm-reversed", recurrent());
    add("seq2seq-gru", recurrent().cell(Cell.GRU).reverseSource(false));
    add("seq2seq-two-layers-dropout", recurrent().layers(2).dropout(0.1));
    add("seq2seq-tied-all", recurrent().tying(Tying.ALL));
    add("seq2seq-double", recurrent().dataType(DataType.DOUBLE));
  }

  private void attention() {
    add("bahdanau-gru", bahdanau());
    add("bahdanau-lstm-two-layers-dropout", bahdanau().cell(Cell.LSTM).layers(2).dropout(0.1));
    add("bahdanau-forward", bahdanau().bidirectional(false));
    add("bahdanau-backward", bahdanau().bidirectional(false).reverseSource(true));
    add("bahdanau-biased-without-maxout", bahdanau().score(new Additive(2, true)).maxout(false));
    add("bahdanau-tied", bahdanau().maxoutSize(SIZE).tying(Tying.TARGET_AND_OUTPUT));
    add("bahdanau-tied-all", bahdanau().maxoutSize(SIZE).tying(Tying.ALL));
    add("bahdanau-double", bahdanau().dataType(DataType.DOUBLE));
    add("luong", luong());
    add("luong-forward", luong().bidirectional(false));
    add("luong-input-feeding", luong().inputFeeding(true));
    add(
        "luong-input-feeding-lstm-two-layers-reversed",
        luong()
            .inputFeeding(true)
            .cell(Cell.LSTM)
            .layers(2)
            .dropout(0.1)
            .bidirectional(false)
            .reverseSource(true));
    add("luong-double", luong().inputFeeding(true).dataType(DataType.DOUBLE));
  }

  private void scoresAndWindows() {
    Map<String, Score> scores = new LinkedHashMap<>();
    scores.put("additive", new Additive(2));
    scores.put("dot", new Dot());
    scores.put("scaled-dot", new ScaledDot());
    scores.put("general", new General());
    scores.put("location", new Location(ToyData.LONGEST));
    scores.put("cosine", Cosine.fixed(2));
    scores.put("cosine-learned", Cosine.learned(2));
    // "dot" and the like need a memory as large as the state: one direction
    scores.forEach(
        (name, score) -> add("score-" + name, luong().bidirectional(false).score(score)));
    Map<String, Window> windows =
        Map.of(
            "local-monotonic", Window.localMonotonic(1),
            "local-predictive", Window.localPredictive(1));
    windows.forEach(
        (name, window) -> {
          add("bahdanau-window-" + name, bahdanau().window(window));
          add("luong-window-" + name, luong().score(new General()).window(window));
        });
  }

  private void transformer() {
    add("transformer-post-norm", plainTransformer());
    add("transformer-pre-norm", plainTransformer().normPosition(NormPosition.PRE));
    add("transformer-gelu", plainTransformer().activation(FeedForwardActivation.GELU));
    add("transformer-swish", plainTransformer().activation(FeedForwardActivation.SWISH));
    add("transformer-learned-positions", plainTransformer().learnedPositions(8));
    add("transformer-tied", plainTransformer().tying(Tying.TARGET_AND_OUTPUT));
    add("transformer-tied-all", plainTransformer().tying(Tying.ALL));
    add(
        "transformer-two-layers-dropout-smoothing",
        plainTransformer().encoderLayers(2).dropout(0.1).labelSmoothing(0.1));
    add(
        "transformer-stacks-unlike-each-other",
        plainTransformer()
            .encoderOptions(o -> o.heads(1).feedForwardSize(5))
            .activation(FeedForwardActivation.GELU_TANH)
            .scaledEmbeddings(false)
            .embeddingNorm(true)
            .finalNorm(true)
            .dropout(0.1)
            .sinusoidalPositions(SinusoidLayout.HALVES, 2)
            .tying(Tying.SOURCE_AND_TARGET));
    add(
        "transformer-gelu-sigmoid",
        plainTransformer()
            .activation(FeedForwardActivation.GELU_SIGMOID)
            .sinusoidalPositions(SinusoidLayout.TENSOR2TENSOR, 0));
    add("transformer-tanh", plainTransformer().activation(FeedForwardActivation.TANH));
    add("transformer-double", plainTransformer().dataType(DataType.DOUBLE));
  }

  private void updaters() {
    Map<String, IUpdater> updaters = new LinkedHashMap<>();
    updaters.put("noam", new FastAdam(new NoamSchedule(MODEL, 25, 0.3), 0.9, 0.98, 1e-9));
    updaters.put("inverse-square-root", new FastAdam(new InverseSquareRootSchedule(0.03, 10)));
    updaters.put("linear-decay", new FastAdam(new LinearDecaySchedule(0.03, 5, 60, 0.001)));
    updaters.put("cosine-decay", new FastAdam(new CosineDecaySchedule(0.03, 5, 60)));
    updaters.put("dl4j-adam", new Adam(new NoamSchedule(MODEL, 25, 0.3)));
    updaters.put("corrected-epsilon", new FastAdam(0.03).withCorrectedEpsilon());
    updaters.put("nesterovs", new Nesterovs(0.2, 0.9));
    updaters.put("sgd", new Sgd(0.5));
    updaters.forEach((name, updater) -> add("updater-" + name, recurrent().updater(updater)));
  }

  private void other() {
    for (String part : List.of("encoder", "decoder")) {
      add("frozen-" + part, () -> zip("frozen", frozen(network(bahdanau()), part)));
    }
    add("dates", Toys::dates);
    Map.of("checkpoint", 1, "checkpoint-in-the-middle-of-an-update", 4)
        .forEach(
            (name, batches) ->
                toys.put(
                    name,
                    () ->
                        new Toy(
                            zip(name, network(bahdanau().dropout(0.1))),
                            null,
                            new Expected.Update(batches, 0.5, "{\"place\": \"übrig\"}", 0))));
  }

  /** Those that one would ship. */
  private void halves() {
    for (String name :
        List.of("bahdanau-gru", "luong-input-feeding", "transformer-tied-all", "tokenizer-bpe")) {
      Supplier<Toy> toy = toys.get(name);
      toys.put("half-" + name, () -> toy.get().inHalf());
    }
  }

  private static ComputationGraph frozen(ComputationGraph network, String part) {
    return new TransferLearning.GraphBuilder(network).setFeatureExtractor(part).build();
  }

  /** As the command "dates" once saved it: the card names the tokenizer, the zip holds none. */
  private static ModelZip dates() {
    ModelCard card =
        ModelCard.builder("bahdanau")
            .task("dates to ISO 8601")
            .tokenizer(CharacterTokenizer.NAME)
            .trainingData("generated, 1 epoch")
            .size("parameters", 1)
            .metric("exact match", 0.5)
            .extra("command", "dates --model bahdanau")
            .build();
    IUpdater updater = new FastAdam(new CosineDecaySchedule(4e-2, 2, 60));
    return new ModelZip(
        network(bahdanau().updater(updater).gradientClipping(1)),
        ToyData.VOCABULARY,
        ToyData.VOCABULARY,
        card,
        Optional.empty());
  }
}
