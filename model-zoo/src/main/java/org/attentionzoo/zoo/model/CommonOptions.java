package org.attentionzoo.zoo.model;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.updater.FastAdam;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;

/** The options that all models have; see {@link ModelBuilder} for each. */
record CommonOptions(
    long sourceVocabularySize,
    long targetVocabularySize,
    Tying tying,
    double labelSmoothing,
    IUpdater updater,
    double gradientClipping,
    double l2,
    double weightDecay,
    Initialization initialization,
    long seed,
    DataType dataType,
    WorkspaceMode workspaceMode) {

  CommonOptions {
    Arguments.size("sourceVocabularySize", sourceVocabularySize);
    Arguments.size("targetVocabularySize", targetVocabularySize);
    Arguments.given("tying", tying);
    Arguments.rate("labelSmoothing", labelSmoothing);
    Arguments.given("updater", updater);
    checkUpdater(updater);
    Arguments.given("initialization", initialization);
    Arguments.given("workspaceMode", workspaceMode);
    if (tying.source() && sourceVocabularySize != targetVocabularySize) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tying %s needs one vocabulary, but sourceVocabularySize is %d and targetVocabularySize is %d",
              tying,
              sourceVocabularySize,
              targetVocabularySize));
    }
    if (!(gradientClipping >= 0 && gradientClipping < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "gradientClipping must be a norm, or 0 for none, got " + gradientClipping);
    }
    Arguments.notNegative("l2", l2);
    Arguments.notNegative("weightDecay", weightDecay);
    if (l2 > 0 && weightDecay > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "l2 and weightDecay exclude each other, but they are %s and %s",
              l2,
              weightDecay));
    }
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException("dataType must be FLOAT or DOUBLE, got " + dataType);
    }
  }

  private static void checkUpdater(IUpdater updater) {
    if (updater.hasLearningRate()) {
      Arguments.notNegative("learning rate of the updater", updater.getLearningRate(0, 0));
    }
    if (updater instanceof Adam adam) {
      FastAdam.of(adam); // it checks the rest
    }
  }

  /** The network-wide part of the configuration. */
  NeuralNetConfiguration.Builder network() {
    NeuralNetConfiguration.Builder network =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(dataType)
            .updater(updater.clone())
            .miniBatch(false) // the loss is a mean over tokens: nothing to divide by N
            .trainingWorkspaceMode(workspaceMode)
            .inferenceWorkspaceMode(workspaceMode);
    if (gradientClipping > 0) {
      network
          .gradientNormalization(GradientNormalization.ClipL2PerLayer)
          .gradientNormalizationThreshold(gradientClipping);
    }
    if (l2 > 0) {
      network.l2(l2);
    }
    if (weightDecay > 0) {
      network.weightDecay(weightDecay);
    }
    return network;
  }
}
