package org.attentionzoo.zoo.model;

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
    Initialization initialization,
    long seed,
    DataType dataType,
    WorkspaceMode workspaceMode) {

  CommonOptions {
    Checks.positive("sourceVocabularySize", sourceVocabularySize);
    Checks.positive("targetVocabularySize", targetVocabularySize);
    Checks.given("tying", tying);
    Checks.rate("labelSmoothing", labelSmoothing);
    Checks.given("updater", updater);
    checkUpdater(updater);
    Checks.given("initialization", initialization);
    Checks.given("workspaceMode", workspaceMode);
    if (tying == Tying.ALL && sourceVocabularySize != targetVocabularySize) {
      throw new IllegalArgumentException(
          "tying ALL needs one vocabulary, but sourceVocabularySize is %d and targetVocabularySize is %d"
              .formatted(sourceVocabularySize, targetVocabularySize));
    }
    if (!(gradientClipping >= 0 && gradientClipping < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "gradientClipping must be a norm, or 0 for none, got " + gradientClipping);
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
    return network;
  }
}
