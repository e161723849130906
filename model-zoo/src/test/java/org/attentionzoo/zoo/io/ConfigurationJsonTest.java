package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class ConfigurationJsonTest {

  private static final String STOCK = SmallModel.network().getConfiguration().toJson();
  private static final String OURS =
      AttentionSeq2Seq.builder()
          .vocabularySize(9)
          .embeddingSize(4)
          .units(4)
          .build()
          .conf()
          .toJson();

  private static ComputationGraphConfiguration read(String json) {
    return new ConfigurationJson(TrustedClasses.standard()).read(json);
  }

  private static void assertRefused(String json, String reason) {
    assertThatIllegalArgumentException().isThrownBy(() -> read(json)).withMessageContaining(reason);
  }

  private static String edited(String json, String from, String to) {
    String edited = json.replaceFirst(from, to);
    assertThat(edited).isNotEqualTo(json);
    return edited;
  }

  @Test
  void configurationsComeBack() {
    ComputationGraphConfiguration transformer =
        Transformer.tiny().vocabularySize(9).tying(Tying.ALL).gradientClipping(1).build().conf();
    assertThat(read(transformer.toJson())).isEqualTo(transformer);
    assertThat(read(OURS).toJson()).isEqualTo(OURS);
    assertThat(read(STOCK).toJson()).isEqualTo(STOCK);
  }

  @Test
  void stockPartsOfEveryKindComeBack() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .updater(new Nesterovs(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9), 0.9))
            .dist(new NormalDistribution(0, 0.1))
            .l2(1e-4)
            .weightDecay(1e-3)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.feedForward(3))
            .addLayer(
                "a",
                new DenseLayer.Builder()
                    .nOut(4)
                    .activation(new ActivationLReLU(0.2))
                    .dropOut(new Dropout(0.5))
                    .weightNoise(new DropConnect(0.5))
                    .constrainWeights(new MaxNormConstraint(2, 1))
                    .build(),
                "in")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "a")
            .addLayer(
                "out",
                new OutputLayer.Builder(new LossMCXENT(Nd4j.createFromArray(1f, 2f)))
                    .nOut(2)
                    .build(),
                "sum")
            .setOutputs("out")
            .build();
    assertThat(read(conf.toJson()).toJson()).isEqualTo(conf.toJson());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"@class\" : \"org.deeplearning4j.nn.conf.layers.LSTM\" | \"@class\" : \"CANARY\"",
        "\"@class\" : \"org.deeplearning4j.nn.conf.layers.LSTM\" | \"@class\" : \"java.util.HashMap\"",
        "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\" | \"@class\" : \"CANARY\"",
        "\"@class\" : \"org.nd4j.linalg.learning.config.Adam\" | \"type\" : \"CANARY\", \"@class\" : \"org.nd4j.linalg.learning.config.Adam\"",
        "\"weightNoise\" : null | \"weightNoise\" : {\"@class\" : \"CANARY\"}",
        "\"weightNoise\" : null | \"anything\" : [[{\"@class\" : \"CANARY\"}]]",
      })
  void aClassThatIsNotTrustedIsNotLoaded(String from, String to) {
    assertRefused(
        edited(STOCK, from, to.replace("CANARY", StaticCanary.class.getName())),
        "class that is not trusted: ");
    assertThat(System.getProperty(StaticCanary.TRACE)).isNull();
  }

  /** Jackson takes an array of name and content for an object with its class, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"weightNoise\" : null | \"weightNoise\" : [\"CANARY\", {}]",
        "\"idropout\" : null | \"idropout\" : [\"CANARY\", {}]",
        "\"preProcessor\" : null | \"preProcessor\" : [\"CANARY\", {}]",
        "\"stepFunction\" : null | \"stepFunction\" : {\"CANARY\": {}}",
        "\"constraints\" : null | \"constraints\" : [[\"CANARY\", {}]]",
        "\"activationFn\" : \\{[^}]*} | \"activationFn\" : [\"CANARY\", {}]",
        "\"activationFn\" : \\{[^}]*} | \"activationFn\" : {\"CANARY\": {}}",
        "\"activationFn\" : \\{[^}]*} | \"activationFn\" : {}",
      })
  void aClassInAnotherNotationIsNotLoadedEither(String from, String to) {
    assertRefused(edited(STOCK, from, to.replace("CANARY", StaticCanary.class.getName())), "");
    assertThat(System.getProperty(StaticCanary.TRACE)).isNull();
  }

  @Test
  void aTrustedClassThatIsNoPartIsRefused() {
    assertRefused(
        edited(
            STOCK,
            "org.deeplearning4j.nn.conf.layers.LSTM",
            "org.nd4j.linalg.learning.config.Adam"),
        "vertices.encoder.layerConf.layer");
    assertRefused(
        edited(
            STOCK,
            "org.deeplearning4j.nn.conf.layers.LSTM",
            "org.deeplearning4j.nn.conf.layers.None"),
        "is no Layer or not on the class path: org.deeplearning4j.nn.conf.layers.None");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"units\" : 4 | \"units\" : 4611686018427387904 | units is 4611686018427387904, beyond",
        "\"units\" : 4 | \"units\" : 2147483648 | beyond what an int holds",
        "\"units\" : 4 | \"units\" : 4.5 | vertices.encoder.layerConf.layer.units",
        "\"units\" : 4 | \"units\" : \"many\" | vertices.encoder.layerConf.layer.units",
        "\"units\" : 4 | \"units\" : [4] | vertices.encoder.layerConf.layer.units",
        "\"units\" : 4 | \"units\" : 1e999 | vertices.encoder.layerConf.layer.units",
        "\"cell\" : \"GRU\" | \"cell\" : \"RNN\" | vertices.encoder.layerConf.layer.cell",
        "\"cell\" : \"GRU\" | \"cell\" : 1 | vertices.encoder.layerConf.layer.cell",
        "\"units\" : 4 | \"untis\" : 4 | RecurrentEncoder has no option \"untis\" in this release",
        "\"units\" : 4 | \"units\" : 4, \"units\" : 5 | Duplicate field 'units'",
        "\"vertices\" : | \"vertexes\" : | it has no vertices",
        "\"vertices\" : \\{ | \"vertices\" : {\"more\": null, | vertices.more has no @class",
        "\"vertices\" : \\{ | \"vertices\" : {\"more\": 5, | vertices.more has no @class",
        "\"layerConf\" : \\{ | \"layerConf\" : null, \"x\" : { | vertices.sourceEmbedding has no layer",
        "\"layer\" : \\{ | \"layer\" : null, \"x\" : { | vertices.sourceEmbedding has no layer",
        "\"seed\" : [0-9]+ | \"seed\" : 99999999999999999999 | seed is 99999999999999999999",
      })
  void otherValuesAreTold(String from, String to, String reason) {
    assertRefused(edited(OURS, from, to), reason);
  }

  @Test
  void anArrayHasAsManyNumbersAsItsShapeSays() {
    String weights =
        "\"lossFn\" : {\"@class\" : \"org.nd4j.linalg.lossfunctions.impl.LossMCXENT\", \"weights\""
            + " : {\"dataType\" : \"FLOAT\", \"shape\" : SHAPE, \"data\" : [1, 2, 3, 4, 5, 6]}}";
    String from = "\"lossFn\" : \\{[^}]*}";
    assertThat(read(edited(STOCK, from, weights.replace("SHAPE", "[1, 6]")))).isNotNull();
    for (String shape :
        new String[] {"[1, 1000000]", "[0]", "[-1, -6]", "[65536, 65536, 6]", "6", "null", "[]"}) {
      assertRefused(
          edited(STOCK, from, weights.replace("SHAPE", shape)), "6 numbers for the shape");
    }
  }

  @Test
  void ownClassesAreReadWhenTrusted() {
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addVertex("own", new OwnVertex(), "in")
            .setOutputs("own")
            .build();
    assertRefused(conf.toJson(), "not trusted: " + OwnVertex.class.getName());
    assertThat(
            new ConfigurationJson(TrustedClasses.standard().and(OwnVertex.class))
                .read(conf.toJson())
                .getVertices()
                .get("own"))
        .isInstanceOf(OwnVertex.class);
  }

  /** Stands for a user's. */
  public static final class OwnVertex extends ElementWiseVertex {
    public OwnVertex() {
      super(Op.Add);
    }

    @Override
    public OwnVertex clone() {
      return new OwnVertex();
    }
  }
}
