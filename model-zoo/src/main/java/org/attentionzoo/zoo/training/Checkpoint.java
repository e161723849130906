package org.attentionzoo.zoo.training;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ArrayStream;
import org.attentionzoo.zoo.io.ArrayWriter;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.ModelZipReader;
import org.attentionzoo.zoo.io.TrustedClasses;
import org.attentionzoo.zoo.io.ZipContent;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;

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
    List<ZipContent> attachments = new ArrayList<>();
    attachments.add(ZipContent.text(STATE, state));
    if (pending != null) {
      attachments.add(ZipContent.numbers(PENDING, out -> write(pending, out)));
    }
    model.save(file, attachments);
  }

  /**
   * Reads a checkpoint.
   *
   * @throws IOException if the file is missing, damaged or a model zip without training state
   */
  public static Checkpoint load(Path file) throws IOException {
    return load(file, TrustedClasses.standard());
  }

  /**
   * Reads a checkpoint of a network with classes that are neither this library's nor DL4J's.
   *
   * @throws IOException if the file is missing, damaged or a model zip without training state, or
   *     names a class that is not trusted
   */
  public static Checkpoint load(Path file, TrustedClasses trusted) throws IOException {
    try (ModelZipReader zip = new ModelZipReader(file, trusted)) {
      byte[] state =
          zip.attachment(STATE)
              .orElseThrow(
                  () ->
                      new IOException(file + ": has no entry " + STATE + ", it is no checkpoint"));
      ModelZip model = zip.model(true);
      INDArray parameters = model.network().params();
      Pending pending =
          zip.attachment(PENDING, (in, size) -> read(in, size, parameters)).orElse(null);
      return new Checkpoint(model, new String(state, StandardCharsets.UTF_8), pending);
    }
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

  private static void write(Pending pending, OutputStream out) throws IOException {
    new DataOutputStream(out).writeDouble(pending.tokens());
    ArrayWriter.write(pending.sum(), out);
  }

  private static Pending read(DataInputStream in, long size, INDArray like) throws IOException {
    double tokens = in.readDouble();
    if (!(tokens > 0 && tokens < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the number of tokens must be positive, but is " + tokens);
    }
    return new Pending(ArrayStream.read(in, size - Double.BYTES, like), tokens);
  }
}
