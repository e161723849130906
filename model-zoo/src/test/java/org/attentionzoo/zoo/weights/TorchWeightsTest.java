package org.attentionzoo.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** State dicts that PyTorch wrote, and what it computed with them; see make_torch.py. */
class TorchWeightsTest {
  private static final Path FOLDER = Path.of("src/test/resources/weights");

  private static SafetensorsFile open(String name) throws WeightsException {
    return SafetensorsFile.open(FOLDER.resolve("torch_" + name + ".safetensors"));
  }

  /** The modules of the fixtures, as their options say. */
  private enum Case {
    POST("transformer_post", 12, 3, 20, 2, 1),
    PRE("transformer_pre", 8, 2, 12, 1, 2),
    WITHOUT_BIASES("transformer_without_biases", 8, 4, 12, 1, 1);

    private final String file;
    private final int[] sizes;

    Case(String file, int... sizes) {
      this.file = file;
      this.sizes = sizes;
    }

    TransformerModelBuilder model() {
      TransformerModelBuilder model =
          Transformer.tiny()
              .vocabularySize(11)
              .modelSize(sizes[0])
              .heads(sizes[1])
              .feedForwardSize(sizes[2])
              .encoderLayers(sizes[3])
              .decoderLayers(sizes[4])
              .finalNorm(true)
              .dropout(0);
      return this == PRE
          ? model
              .normPosition(NormPosition.PRE)
              .activation(FeedForwardActivation.GELU)
              .options(o -> o.epsilon(1e-3))
          : model;
    }
  }

  private static TorchWeights onto(NamedTensors file, ComputationGraph network) {
    return TorchWeights.of(file, network)
        .embedding("source", "sourceEmbedding")
        .embedding("target", "targetEmbedding")
        .transformer("transformer")
        .linear("generator", "output");
  }

  @ParameterizedTest
  @EnumSource
  void aTransformerComputesWhatPyTorchDoes(Case each) throws Exception {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      ComputationGraph network = each.model().dataType(type).build().init();
      try (SafetensorsFile file = open(each.file)) {
        ImportReport report =
            onto(file, network).notNeeded("positions", "sinusoids are computed").apply();
        assertThat(report.used()).hasSameSizeAs(network.paramTable().keySet());
        assertThat(report.unused()).hasSize(1);
        assertThat(report.unexplained()).isEmpty();
      }
      assertPredicts(each.file, network);
    }
  }

  private static void assertPredicts(String name, ComputationGraph network) throws Exception {
    try (SafetensorsFile values = open(name + "_values")) {
      INDArray expected = values.read("probabilities").permute(0, 2, 1); // [N, V, T]
      INDArray actual = output(network, values);
      INDArray real = values.read("target_mask");
      for (int n = 0; n < real.size(0); n++) {
        for (int t = 0; t < real.size(1); t++) {
          for (int v = 0; v < 11 && real.getDouble(n, t) > 0; v++) {
            assertThat(actual.getDouble(n, v, t))
                .as("%s, sentence %d, position %d, token %d", name, n, t, v)
                .isCloseTo(expected.getDouble(n, v, t), within(1e-5));
          }
        }
      }
    }
  }

  /**
   * The rest of the Transformer's options: stacks unlike each other, one table for both embeddings.
   */
  @Test
  void stacksOfTheirOwnOptionsComputeWhatPyTorchDoes() throws Exception {
    ComputationGraph network =
        Transformer.tiny()
            .vocabularySize(11)
            .modelSize(8)
            .encoderLayers(2)
            .decoderLayers(1)
            .encoderOptions(o -> o.heads(2).feedForwardSize(12).normPosition(NormPosition.PRE))
            .decoderOptions(o -> o.heads(4).feedForwardSize(20))
            .options(o -> o.epsilon(1e-4))
            .activation(FeedForwardActivation.GELU_TANH)
            .dropout(0)
            .finalNorm(false)
            .embeddingNorm(true)
            .scaledEmbeddings(false)
            .sinusoidalPositions(SinusoidLayout.HALVES, 0)
            .tying(Tying.SOURCE_AND_TARGET)
            .build()
            .init();
    try (SafetensorsFile file = open("unlike")) {
      TorchWeights.of(file, network)
          .embedding("source", "table")
          .shared("target.weight", "source.weight")
          .layerNorm("source_norm", "sourceNorm")
          .layerNorm("target_norm", "targetNorm")
          .transformer("")
          .linear("generator", "output")
          .apply();
    }
    assertPredicts("unlike", network);
  }

  @Test
  void pyTorchsOwnFormatIsReadAlike() throws Exception {
    ComputationGraph one = encoder(Cell.GRU, 2, true);
    ComputationGraph other = encoder(Cell.GRU, 2, true);
    try (NamedTensors safetensors = open("gru");
        NamedTensors pickled = TorchFile.open(FOLDER.resolve("torch_gru.pt"))) {
      TorchWeights.of(safetensors, one).recurrent("rnn", "encoder").apply();
      TorchWeights.of(pickled, other).recurrent("rnn", "encoder").apply();
    }
    assertThat(other.params()).isEqualTo(one.params());
  }

  private static INDArray output(ComputationGraph network, SafetensorsFile values)
      throws WeightsException {
    INDArray[] ids = {
      values.read("source").castTo(DataType.INT), values.read("target").castTo(DataType.INT)
    };
    INDArray[] masks = {values.read("source_mask"), values.read("target_mask")};
    return network.output(false, ids, masks, null)[0];
  }

  private static ComputationGraph encoder(Cell cell, int layers, boolean bidirectional) {
    RecurrentEncoder encoder =
        new RecurrentEncoder.Builder()
            .cell(cell)
            .units(4)
            .layers(layers)
            .bidirectional(bidirectional)
            .build();
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("x")
                .addLayer("encoder", encoder, "x")
                .setInputTypes(InputType.recurrent(3))
                .setOutputs("encoder")
                .build());
    network.init();
    return network;
  }

  private static void assertEncodes(String name, ComputationGraph network) throws Exception {
    try (SafetensorsFile file = open(name);
        SafetensorsFile values = open(name + "_values")) {
      ImportReport report = TorchWeights.of(file, network).recurrent("rnn", "encoder").apply();
      assertThat(report.unused()).isEmpty();
      INDArray x = values.read("x").permute(0, 2, 1); // [N, in, S]
      network.setLayerMaskArrays(new INDArray[] {values.read("mask")}, null);
      INDArray actual = network.feedForward(x, false).get("encoder").permute(0, 2, 1);
      INDArray expected = values.read("out").castTo(DataType.DOUBLE);
      assertThat(actual.shape()).isEqualTo(expected.shape());
      assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
    }
  }

  @Test
  void recurrentLayersComputeWhatPyTorchDoes() throws Exception {
    assertEncodes("gru", encoder(Cell.GRU, 2, true));
    assertEncodes("lstm", encoder(Cell.LSTM, 2, true));
    assertEncodes("gru_forwards_without_biases", encoder(Cell.GRU, 1, false));
  }

  @Test
  void theReportSaysWhereEachTensorWent() throws Exception {
    try (SafetensorsFile file = open("gru")) {
      String report =
          TorchWeights.of(file, encoder(Cell.GRU, 2, true))
              .recurrent("rnn", "encoder")
              .apply()
              .toString();
      assertThat(report)
          .contains("encoder_forward0.W [3, 12] ← rnn.weight_ih_l0 (transposed)")
          .contains("encoder_backward1.b")
          .contains("rnn.bias_ih_l1_reverse + rnn.bias_hh_l1_reverse");
    }
  }

  @Test
  void whatDoesNotFitIsAnErrorAndChangesNothing() throws Exception {
    ComputationGraph smaller = Case.POST.model().encoderLayers(1).build().init();
    assertRefused(smaller, "no place for tensors [transformer.encoder.layers.1.linear1.bias");
    ComputationGraph larger = Case.POST.model().decoderLayers(2).build().init();
    assertRefused(larger, "has no tensors [transformer.decoder.layers.1.self_attn.in_proj_bias");
    ComputationGraph without = Case.POST.model().finalNorm(false).build().init();
    assertRefused(without, "no place for tensors", "transformer.decoder.norm.bias");
    ComputationGraph wider = Case.POST.model().feedForwardSize(21).build().init();
    assertRefused(wider, "linear1", "[12, 20]", "encoder0_ffW1", "[12, 21]");
  }

  private static void assertRefused(ComputationGraph network, String... parts) throws Exception {
    INDArray before = network.params().dup();
    try (SafetensorsFile file = open(Case.POST.file)) {
      assertThatThrownBy(() -> onto(file, network).apply())
          .isInstanceOf(WeightsException.class)
          .hasMessageContainingAll(parts);
    }
    assertThat(network.params()).isEqualTo(before);
  }

  @Test
  void oneBiasOfSeveralMayNotBeMissing() throws Exception {
    ComputationGraph network = encoder(Cell.LSTM, 2, true);
    try (NamedTensors file = without(open("lstm"), name -> name.equals("rnn.bias_hh_l1"))) {
      assertThatThrownBy(() -> TorchWeights.of(file, network).recurrent("rnn", "encoder").apply())
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("has no tensors [rnn.bias_hh_l1]");
    }
  }

  @Test
  void aTiedProjectionHasToBeEqual() throws Exception {
    try (SafetensorsFile file = open(Case.POST.file)) {
      ComputationGraph network = Case.POST.model().build().init();
      assertThatThrownBy(
              () ->
                  TorchWeights.of(file, network)
                      .tiedLinear("generator", "target", "output")
                      .apply())
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("\"generator.weight\": is not equal to \"target.weight\"");
    }
  }

  @Test
  void whatTheNetworkLacksIsNamed() throws Exception {
    try (SafetensorsFile file = open("gru")) {
      TorchWeights weights = TorchWeights.of(file, encoder(Cell.GRU, 1, true));
      assertThatThrownBy(() -> weights.recurrent("rnn", "decoder"))
          .hasMessage("the network has no recurrent part \"decoder\"");
      assertThatThrownBy(() -> weights.linear("rnn", "out"))
          .hasMessage("the network has no parameter out_b");
    }
  }

  private static NamedTensors without(NamedTensors all, Predicate<String> left) {
    return new NamedTensors() {
      @Override
      public Path file() {
        return all.file();
      }

      @Override
      public Set<String> names() {
        return all.names().stream().filter(left.negate()).collect(Collectors.toSet());
      }

      @Override
      public long[] shape(String name) {
        return all.shape(name);
      }

      @Override
      public INDArray read(String name) throws WeightsException {
        return all.read(name);
      }

      @Override
      public void close() throws java.io.IOException {
        all.close();
      }
    };
  }
}
