package org.attentionzoo.zoo.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelZip;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training in the middle, so that it can go on exactly: a {@link ModelZip} (parameters, state of
 * the updater, iteration and epoch) with what a training keeps beside the network. Dropout masks
 * follow from seed and iteration, so there is no random state. {@link ModelZip#load} opens the
 * file, too.
 *
 * @param model the model
 * @param state what the program that trains wants to find again, such as its place in the data, as
 *     text
 * @param pending what an {@link AccumulatingUpdater} had gathered of an update; null for nothing
 */
public record Checkpoint(ModelZip model, String state, Pending pending) {

  /**
   * @throws IllegalArgumentException if the model or its state is null
   */
  public Checkpoint {
    Arguments.given("model", model);
    Arguments.given("state", state);
  }

  static final String STATE = "training-state.json";
  static final String PENDING = "pending-gradient.bin";

  /**
   * Half of an update.
   *
   * @param sum Σ tokens_i · g_i over the batches so far
   * @param tokens Σ tokens_i
   */
  public record Pending(INDArray sum, double tokens) {

    /**
     * @throws IllegalArgumentException if the sum is null or the number is none
     */
    public Pending {
      Arguments.given("sum", sum);
      Arguments.notNegative("tokens", tokens);
    }
  }

  /** The present state of a model in training. */
  public static Checkpoint of(ModelZip model, String state) {
    Arguments.given("model", model);
    Arguments.given("state", state);
    ComputationGraphUpdater updater = model.network().getUpdater();
    Pending pending =
        updater instanceof AccumulatingUpdater accumulating && accumulating.pendingSum() != null
            ? new Pending(accumulating.pendingSum(), accumulating.pendingTokens())
            : null;
    return new Checkpoint(model, state, pending);
  }

  /**
   * Writes the checkpoint; the file holds the old content or the new one, never half of one.
   *
   * @throws IOException if it cannot be written; an existing file stays as it was
   */
  public void save(Path file) throws IOException {
    Arguments.given("file", file);
    Map<String, byte[]> attachments = new LinkedHashMap<>();
    attachments.put(STATE, state.getBytes(StandardCharsets.UTF_8));
    if (pending != null) {
      attachments.put(PENDING, write(pending));
    }
    model.save(file, attachments);
  }

  /**
   * Reads a checkpoint.
   *
   * @throws IOException if the file is missing, damaged or a model zip without training state
   */
  public static Checkpoint load(Path file) throws IOException {
    Arguments.given("file", file);
    byte[] state =
        ModelZip.attachment(file, STATE)
            .orElseThrow(
                () -> new IOException(file + ": has no entry " + STATE + ", it is no checkpoint"));
    Optional<byte[]> pending = ModelZip.attachment(file, PENDING);
    return new Checkpoint(
        ModelZip.load(file),
        new String(state, StandardCharsets.UTF_8),
        pending.isPresent() ? read(pending.get()) : null);
  }

  /**
   * Gives the network the updater it was trained with, see {@link AccumulatingUpdater#install}.
   *
   * @throws IllegalArgumentException if the checkpoint was made in the middle of an update of more
   *     batches
   */
  public AccumulatingUpdater install(int batches, double maxNorm) {
    AccumulatingUpdater updater = AccumulatingUpdater.install(model.network(), batches, maxNorm);
    if (pending != null) {
      updater.resume(pending.sum(), pending.tokens());
    }
    return updater;
  }

  private static byte[] write(Pending pending) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeDouble(pending.tokens());
      Nd4j.write(pending.sum(), out);
    }
    return bytes.toByteArray();
  }

  private static Pending read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      double tokens = in.readDouble();
      return new Pending(Nd4j.read(in), tokens);
    }
  }
}
