package org.attentionzoo.zoo.zips;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * What a saved model gave when it was written, as JSON beside its zip. Sequences are padded; masks
 * are 1 for a token and 0 for padding.
 *
 * @param source token ids {@code [N][S]}
 * @param sourceMask {@code [N][S]}
 * @param target what the decoder reads, {@code [N][T]}
 * @param targetMask {@code [N][T]}
 * @param labels token ids {@code [N][T]}
 * @param probabilities {@code [N][T_n][V]}, padding left out
 * @param greedy ids that greedy decoding writes for each source; null if the model cannot decode
 * @param iteration the count of batches
 * @param epoch the count of epochs
 * @param updaterNorm L2 norm of the updater's state
 * @param next probabilities after one more step with the same batch
 * @param text what the tokenizers do; null for a model without
 * @param update how a checkpoint goes on; null for a model zip
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Expected(
    @JsonProperty("source") int[][] source,
    @JsonProperty("sourceMask") int[][] sourceMask,
    @JsonProperty("target") int[][] target,
    @JsonProperty("targetMask") int[][] targetMask,
    @JsonProperty("labels") int[][] labels,
    @JsonProperty("probabilities") double[][][] probabilities,
    @JsonProperty("greedy") int[][] greedy,
    @JsonProperty("iteration") int iteration,
    @JsonProperty("epoch") int epoch,
    @JsonProperty("updaterNorm") double updaterNorm,
    @JsonProperty("next") double[][][] next,
    @JsonProperty("text") Text text,
    @JsonProperty("update") Update update) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * What tokenizers do.
   *
   * @param source a text
   * @param sourceIds its ids
   * @param targetIds ids of the other side
   * @param target their text
   */
  record Text(
      @JsonProperty("source") String source,
      @JsonProperty("sourceIds") int[] sourceIds,
      @JsonProperty("targetIds") int[] targetIds,
      @JsonProperty("target") String target) {}

  /**
   * The updater of a checkpoint.
   *
   * @param batches of an update
   * @param maxNorm of the gradient
   * @param state the training's own state
   * @param pendingTokens of the update that is not complete; 0 between two updates
   */
  record Update(
      @JsonProperty("batches") int batches,
      @JsonProperty("maxNorm") double maxNorm,
      @JsonProperty("state") String state,
      @JsonProperty("pendingTokens") double pendingTokens) {}

  Expected thenGives(double[][][] afterOneMoreStep) {
    return new Expected(
        source,
        sourceMask,
        target,
        targetMask,
        labels,
        probabilities,
        greedy,
        iteration,
        epoch,
        updaterNorm,
        afterOneMoreStep,
        text,
        update);
  }

  static Expected read(Path file) throws IOException {
    return MAPPER.readValue(Files.readString(file), Expected.class);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, MAPPER.writeValueAsString(this) + '\n');
  }

  /** The arrays as the network takes them. */
  MultiDataSet batch() {
    return new MultiDataSet(
        new INDArray[] {Nd4j.createFromArray(source), Nd4j.createFromArray(target)},
        new INDArray[] {Nd4j.createFromArray(labels)},
        new INDArray[] {mask(sourceMask), mask(targetMask)},
        new INDArray[] {mask(targetMask)});
  }

  private static INDArray mask(int[][] mask) {
    return Nd4j.createFromArray(mask).castTo(DataType.FLOAT);
  }
}
