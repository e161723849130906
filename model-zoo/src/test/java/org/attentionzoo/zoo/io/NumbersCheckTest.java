package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** A network of DL4J's parts and ours: "stock" is an LSTM, "ours" an encoder, "out" the output. */
class NumbersCheckTest {

  private static final ISchedule SCHEDULE = new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9);

  private static ComputationGraphConfiguration conf(IUpdater updater, IDropout dropout) {
    return new NeuralNetConfiguration.Builder()
        .updater(updater)
        .l1(1e-4)
        .l2(1e-4)
        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
        .gradientNormalizationThreshold(1)
        .graphBuilder()
        .addInputs("in")
        .addLayer(
            "stock",
            new LSTM.Builder()
                .nIn(3)
                .nOut(3)
                .dropOut(dropout)
                .weightNoise(new DropConnect(0.5))
                .constrainWeights(new MaxNormConstraint(2, 1))
                .build(),
            "in")
        .addLayer("ours", new RecurrentEncoder.Builder().inputSize(3).units(2).build(), "stock")
        .addLayer("out", new TokenOutputLayer.Builder().nIn(2).nOut(4).build(), "ours")
        .setOutputs("out")
        .build();
  }

  private static final String JSON = conf(new Nesterovs(0.1, 0.9), new Dropout(0.5)).toJson();

  private static ComputationGraphConfiguration read(String json) {
    return new ConfigurationJson(TrustedClasses.standard()).read(json);
  }

  @Test
  void whatDl4jWritesIsRead() {
    for (IUpdater updater :
        new IUpdater[] {
          new AdaDelta(),
          new AdaGrad(0.1),
          new AdaMax(SCHEDULE),
          new Adam(SCHEDULE),
          new AMSGrad(0.1),
          new Nadam(0.1),
          new Nesterovs(SCHEDULE, SCHEDULE),
          new NoOp(),
          new RmsProp(SCHEDULE),
          new Sgd(0),
          new Sgd(SCHEDULE)
        }) {
      assertReadAsDl4jDoes(conf(updater, null).toJson());
    }
    for (IDropout dropout :
        new IDropout[] {
          new AlphaDropout(0.5),
          new AlphaDropout(SCHEDULE),
          new Dropout(1),
          new Dropout(SCHEDULE),
          new GaussianDropout(0.5),
          new GaussianDropout(SCHEDULE),
          new GaussianNoise(new FixedSchedule(0)),
          new GaussianNoise(0.5),
          new SpatialDropout(0.5),
          new SpatialDropout(SCHEDULE)
        }) {
      assertReadAsDl4jDoes(conf(new Sgd(0.1), dropout).toJson());
    }
    String plain =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("NaN", new LSTM.Builder().nIn(3).nOut(3).build(), "in")
            .addLayer("out", new TokenOutputLayer.Builder().nIn(3).nOut(4).build(), "NaN")
            .setOutputs("out")
            .build()
            .toJson();
    assertReadAsDl4jDoes(plain);
  }

  /** Which is not always what was written: it forgets the schedule of a dropout. */
  private static void assertReadAsDl4jDoes(String json) {
    assertThat(read(json).toJson())
        .isEqualTo(ComputationGraphConfiguration.fromJson(json).toJson());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stock/layerConf/layer/idropout/p | 1.5 | must be a probability above 0, but is 1.5",
        "stock/layerConf/layer/idropout/p | 0 | must be a probability above 0, but is 0",
        "stock/layerConf/layer/idropout/p | -0.5 | must be a probability above 0, but is -0.5",
        "stock/layerConf/layer/idropout/p | \"NaN\" | must be a probability above 0, but is NaN",
        "stock/layerConf/layer/idropout/p | null | is null, expected a value of type double",
        "stock/layerConf/layer/weightNoise/weightRetainProb | 2 | must be a probability above 0,"
            + " but is 2",
        "stock/layerConf/layer/iupdater/learningRate | -1 | must be a number that is not negative,"
            + " but is -1",
        "stock/layerConf/layer/iupdater/learningRate | \"NaN\" | must be a number that is not"
            + " negative, but is NaN",
        "stock/layerConf/layer/iupdater/learningRate | 1e999 | must be a number that is not"
            + " negative, but is Infinity",
        "stock/layerConf/layer/iupdater/learningRate | null | is null, expected a value of type"
            + " double",
        "stock/layerConf/layer/iupdater/momentum | 1.5 | must be from 0 to 1, but is 1.5",
        "stock/layerConf/layer/gradientNormalizationThreshold | -1 | must be a number that is not"
            + " negative, but is -1",
        "stock/layerConf/layer/gradientNormalizationThreshold | \"NaN\" | not negative, but is NaN",
        "stock/layerConf/layer/gradientNormalizationThreshold | \"Infinity\" | not negative, but is"
            + " Infinity",
        "stock/layerConf/layer/gainInit | \"Infinity\" | must be a number, but is Infinity",
        "stock/layerConf/layer/forgetGateBiasInit | \"NaN\" | must be a number, but is NaN",
        "stock/layerConf/layer/forgetGateBiasInit | null | is null, expected a value of type"
            + " double",
        "ours/layerConf/layer/gradientNormalizationThreshold | -1 | must be a number that is not"
            + " negative, but is -1",
        "ours/layerConf/layer/updater/momentum | \"NaN\" | must be from 0 to 1, but is NaN",
        "ours/layerConf/layer/outputDropout | null | is null, expected a value of type double",
        "out/layerConf/layer/iupdater/learningRate | -2 | must be a number that is not negative,"
            + " but is -2",
      })
  void otherNumbersAreRefusedWithTheirPlace(String place, String value, String reason) {
    String json = JsonEdit.set(JSON, "/vertices/" + place, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(json))
        .withMessageStartingWith("vertices." + place.replace('/', '.'))
        .withMessageContaining(reason);
  }

  @Test
  void penaltiesAreRefusedWithTheirPlace() {
    for (String value : new String[] {"-1", "\"NaN\"", "1e999"}) {
      for (String part : new String[] {"stock", "ours"}) {
        String json = JSON.replaceAll("(\"l2\" : \\{[^}]*\"value\" : )[-0-9.E]+", "$1" + value);
        assertThat(json).isNotEqualTo(JSON);
        assertThatIllegalArgumentException()
            .as(part)
            .isThrownBy(() -> read(json))
            .withMessageContaining("l2.value must be a number that is not negative, but is ");
      }
    }
  }
}
