package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartsCheckTest {

  private static final String BAHDANAU =
      AttentionSeq2Seq.builder()
          .vocabularySize(9)
          .embeddingSize(4)
          .units(6)
          .build()
          .conf()
          .toJson();
  private static final String LSTM =
      Seq2Seq.builder()
          .vocabularySize(9)
          .embeddingSize(4)
          .units(6)
          .cell(Cell.LSTM)
          .build()
          .conf()
          .toJson();
  private static final String TRANSFORMER =
      Transformer.tiny()
          .vocabularySize(9)
          .modelSize(8)
          .heads(2)
          .feedForwardSize(12)
          .tying(Tying.ALL)
          .build()
          .conf()
          .toJson();

  private static ComputationGraphConfiguration read(String json) {
    return new ConfigurationJson(TrustedClasses.standard()).read(json);
  }

  /** With room for many parameters: a size is no larger than all of them. */
  private static void check(String json) {
    PartsCheck.check(read(json), 1 << 20);
  }

  private static void assertRefused(String json, String place, String value, String reason) {
    String edited = JsonEdit.set(json, place, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(edited))
        .withMessageContaining(reason);
  }

  @Test
  void modelsPassWithTheirNumberOfParameters() {
    for (ModelBuilder<?> builder :
        new ModelBuilder<?>[] {
          AttentionSeq2Seq.builder(), Seq2Seq.builder(), Transformer.tiny(), Transformer.base()
        }) {
      var model = builder.vocabularySize(9).build();
      PartsCheck.check(model.conf(), model.parameterCount());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PartsCheck.check(model.conf(), model.parameterCount() + 1))
          .withMessage(
              "the network has %d parameters, but the file holds %d",
              model.parameterCount(), model.parameterCount() + 1);
    }
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(SmallModel.network())
            .setFeatureExtractor("merged")
            .build();
    assertThatCode(() -> PartsCheck.check(frozen.getConfiguration(), frozen.params().length()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/vertices/encoder/layerConf/layer/units | 7 | the network has",
        "/vertices/encoder/layerConf/layer/units | 0 | vertex \"encoder\": units must be at least 1, but is 0",
        "/vertices/encoder/layerConf/layer/units | -6 | vertex \"encoder\": units must be at least 1, but is -6",
        "/vertices/encoder/layerConf/layer/units | null | vertices.encoder.layerConf.layer.units: is null, expected a value of type long",
        "/vertices/encoder/layerConf/layer/units |  | vertex \"encoder\": units must be at least 1, but is 0",
        "/vertices/encoder/layerConf/layer/inputSize | -4 | vertex \"encoder\": inputSize must be at least 1",
        "/vertices/encoder/layerConf/layer/inputSize | 0 | vertex \"encoder\": parameter forward0.W has a side of 0",
        "/vertices/encoder/layerConf/layer/layers | 0 | vertex \"encoder\": layers must be at least 1, but is 0",
        "/vertices/encoder/layerConf/layer/cell | null | vertex \"encoder\": cell must be given",
        "/vertices/encoder/layerConf/layer/cell | \"LSTM\" | the network has",
        "/vertices/encoder/layerConf/layer/direction | null | vertex \"encoder\": direction must be given",
        "/vertices/encoder/layerConf/layer/outputDropout | 1.5 | outputDropout must be in [0, 1), but is 1.5",
        "/vertices/encoder/layerConf/layer/outputDropout | \"NaN\" | outputDropout must be in [0, 1), but is NaN",
        "/vertices/decoder/units | 0 | vertex \"decoder\": units must be at least 1, but is 0",
        "/vertices/decoder/embeddingSize | -1 | vertex \"decoder\": embeddingSize must be at least 1",
        "/vertices/decoder/order | null | vertex \"decoder\": order must be given",
        "/vertices/decoder/order/alignment | null | vertex \"decoder\": alignment must be given",
        "/vertices/decoder/order/maxout | -1 | vertex \"decoder\": maxout size must be at least 1, but is -1",
        "/vertices/decoder/encoder | null | vertex \"decoder\": encoder must be given",
        "/vertices/decoder/encoder/units | 0 | vertex \"decoder\": encoder units must be at least 1, but is 0",
        "/vertices/decoder/encoder/direction | null | vertex \"decoder\": encoder direction must be given",
        "/vertices/decoder/initialState | null | vertex \"decoder\": initialState must be given",
        "/vertices/decoder/dropoutBetweenLayers | -0.1 | dropoutBetweenLayers must be in [0, 1), but is -0.1",
        "/vertices/decoder/vertexParams/weightParams/layer0.W | [4] | vertex \"decoder\": its options make parameter",
        "/vertices/output/layerConf/layer/nin | 0 | vertex \"output\": nIn (model size d)",
        "/vertices/output/layerConf/layer/nout | -9 | vertex \"output\": nOut (vocabulary size V)",
        "/vertices/output/layerConf/layer/nout | 2000000000 | vertex \"output\": nOut must be in [1, 1048576]",
        "/vertices/output/layerConf/layer/labelSmoothing | 1.0 | labelSmoothing must be in [0, 1), got 1.0",
        "/vertices/output/layerConf/layer/labelSmoothing | null | vertices.output.layerConf.layer.labelSmoothing: is null, expected a value of type double",
        "/vertices/decoder/dropoutBetweenLayers | null | vertices.decoder.dropoutBetweenLayers: is null, expected",
        "/vertices/output/layerConf/layer/activationFn/@class | \"org.nd4j.linalg.activations.impl.ActivationReLU\" | has the activation softmax",
      })
  void optionsOfRecurrentModelsAreChecked(String place, String value, String reason) {
    assertRefused(BAHDANAU, place, value, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/vertices/encoder0/layerConf/layer/options | null | vertex \"encoder0\": options must be given, but is null",
        "/vertices/decoder0/options | null | vertex \"decoder0\": options must be given, but is null",
        "/vertices/sourceEmbedding/options | null | vertex \"sourceEmbedding\": options must be given",
        "/vertices/table/vocabularySize | 0 | vocabulary size must be at least 1, but is 0",
        "/vertices/table/vocabularySize | 10 | vertex \"table\": its options make parameter",
        "/vertices/table/size | -8 | embedding size must be at least 1, but is -8",
        "/vertices/table/paddingId | 9 | padding id 9 is not in [0, 9)",
        "/vertices/encoder0/layerConf/layer/options/heads | 3 | model size 8 is not divisible by 3 heads",
        "/vertices/encoder0/layerConf/layer/options/heads | 0 | number of heads must be at least 1, but is 0",
        "/vertices/encoder0/layerConf/layer/options/innerSize | 13 | the network has",
        "/vertices/encoder0/layerConf/layer/options/epsilon | 0 | epsilon must be above 0",
        "/vertices/encoder0/layerConf/layer/options/dropoutRate | -1 | dropout rate must be in [0, 1)",
        "/vertices/encoder0/layerConf/layer/options/activation | null | activation must be given",
        "/vertices/encoder0/layerConf/layer/options/normPosition | null | norm position must be given",
        "/vertices/sourceEmbedding/options/positions | null | positions must be given",
        "/vertices/output/layerConf/layer | null | a tied output must have a TiedTokenOutput",
        "/vertices/output/layerConf | null | a tied output must have a TiedTokenOutput",
      })
  void optionsOfTransformersAreChecked(String place, String value, String reason) {
    assertRefused(TRANSFORMER, place, value, reason);
  }

  /** LSTM gates of 2³⁰ units have 4 · 2³⁰ · 2³⁰ = 2⁶² weights, of 2³¹ − 1 more than a long. */
  @ParameterizedTest
  @ValueSource(ints = {1 << 30, Integer.MAX_VALUE})
  void sizesWhoseProductsNoLongCountsAreRefused(int units) {
    assertRefused(
        LSTM,
        "/vertices/encoder/layerConf/layer/units",
        Integer.toString(units),
        "vertex \"encoder\": units must be at most 16777216, but is " + units);
  }
}
