package org.attentionzoo.zoo.io;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.zoo.untrusted.EntryStream;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network in a zip. It is checked from the cheap to the expensive: the configuration, what the
 * parameters' header says, whether both agree. Only then memory is taken, and the numbers go from
 * the file to where they stay.
 */
final class SavedNetwork {

  /** A layer's configuration has about 3000 bytes. */
  private static final long LARGEST_CONFIGURATION = 4L << 20;

  /** Trained numbers hardly shrink; what shrinks more than 16 times is too large for its file. */
  private static final int MOST_SHRINKING = 16;

  private static final long ALWAYS_ALLOWED = 16L << 20;

  private final ZipDirectory zip;
  private final ComputationGraphConfiguration configuration;
  private final ArrayHeader header;

  /**
   * @throws ModelZipException if the zip holds no network, or its parts contradict each other
   */
  SavedNetwork(ZipDirectory zip, TrustedClasses trusted) throws ModelZipException {
    this.zip = zip;
    for (String entry :
        new String[] {ModelSerializer.CONFIGURATION_JSON, ModelSerializer.COEFFICIENTS_BIN}) {
      if (!zip.has(entry)) {
        throw new ModelZipException(zip.file(), "is not a DL4J model: it has no entry " + entry);
      }
    }
    String json = zip.text(ModelSerializer.CONFIGURATION_JSON, LARGEST_CONFIGURATION);
    try {
      configuration = new ConfigurationJson(trusted).read(json);
    } catch (RuntimeException e) {
      throw new ModelZipException(
          zip.file(),
          ModelSerializer.CONFIGURATION_JSON
              + " is not a ComputationGraph configuration: "
              + OneLine.reason(e),
          e);
    }
    checkShrinking();
    header = header(ModelSerializer.COEFFICIENTS_BIN);
    try {
      checkConfiguration();
    } catch (RuntimeException e) {
      throw wrongConfiguration(e);
    }
  }

  private void checkConfiguration() {
    if (configuration.getIterationCount() < 0 || configuration.getEpochCount() < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "iterationCount and epochCount must not be negative, but are %d and %d",
              configuration.getIterationCount(),
              configuration.getEpochCount()));
    }
    if (configuration.getDataType() != header.memoryType()) {
      throw new IllegalArgumentException(
          "dataType is " + configuration.getDataType() + ", but the numbers are " + header.type());
    }
    if (configuration.getDefaultConfiguration() == null) {
      throw new IllegalArgumentException("defaultConfiguration is missing");
    }
    PartsCheck.check(configuration, header.length());
    GraphCheck.check(configuration);
    WiringCheck.check(configuration);
  }

  private ModelZipException wrongConfiguration(RuntimeException e) {
    return new ModelZipException(
        zip.file(), ModelSerializer.CONFIGURATION_JSON + ": " + OneLine.reason(e), e);
  }

  /** Bytes of the parameters in memory. */
  long bytes() {
    return header.memoryBytes();
  }

  ComputationGraphConfiguration configuration() {
    return configuration;
  }

  /**
   * Takes the memory and reads the numbers.
   *
   * @param updater whether to read the updater's state, too
   * @param decoding the precision in which it only decodes; FLOAT32 for any use
   */
  ComputationGraph read(boolean updater, Precision decoding) throws ModelZipException {
    INDArray parameters;
    try {
      parameters = ArrayStream.allocate(header, decoding);
    } catch (IllegalArgumentException e) {
      throw new ModelZipException(
          zip.file(), ModelSerializer.COEFFICIENTS_BIN + ": " + e.getMessage(), e);
    }
    checkFinite(fill(ModelSerializer.COEFFICIENTS_BIN, parameters), parameters.length());
    if (decoding != Precision.FLOAT32) {
      DecodingFactors.release(parameters);
    }
    ComputationGraph network = new ComputationGraph(configuration);
    try {
      network.init(parameters, false);
      checkShapes(network);
      if (updater) {
        ArrayHeader state = stateHeader(network);
        DirectUpdater.install(network);
        if (state != null) {
          fill(ModelSerializer.UPDATER_BIN, network.getUpdater().getStateViewArray());
        }
      }
    } catch (RuntimeException e) {
      throw wrongConfiguration(e);
    }
    return network;
  }

  /**
   * Whether the parameters of all parts make up the whole. A stock layer counts its own with
   * numbers that can overflow, and would then see memory that is not its.
   */
  private void checkShapes(ComputationGraph network) {
    long sum = 0;
    for (GraphVertex vertex : network.getVertices()) {
      Map<String, INDArray> parameters = part(vertex).paramTable(false);
      if (parameters != null) {
        for (Map.Entry<String, INDArray> parameter : parameters.entrySet()) {
          sum += exactLength(vertex, parameter.getKey(), parameter.getValue());
        }
      }
    }
    if (sum != header.length()) {
      throw new IllegalArgumentException(
          "the parts have " + sum + " parameters of " + header.length());
    }
  }

  private long exactLength(GraphVertex vertex, String name, INDArray parameter) {
    long length = 1;
    for (long size : parameter.shape()) {
      length = size < 1 || size > header.length() / length ? 0 : length * size;
      if (length == 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "parameter %s of vertex \"%s\" cannot have the shape %s",
                name,
                vertex.getVertexName(),
                Arrays.toString(parameter.shape())));
      }
    }
    return length;
  }

  private static Trainable part(GraphVertex vertex) {
    return vertex.hasLayer() ? vertex.getLayer() : vertex;
  }

  /** The header of the updater's state, null for none. */
  private ArrayHeader stateHeader(ComputationGraph network) throws ModelZipException {
    long needed = stateSize(network);
    if (!zip.has(ModelSerializer.UPDATER_BIN)) {
      return null;
    }
    ArrayHeader state = header(ModelSerializer.UPDATER_BIN);
    if (state.length() != needed || state.type() != header.memoryType()) {
      throw new ModelZipException(
          zip.file(),
          String.format(
              Locale.ROOT,
              "%s: it holds %d numbers of type %s, but the updaters need %d of type %s",
              ModelSerializer.UPDATER_BIN,
              state.length(),
              state.type(),
              needed,
              header.memoryType()));
    }
    return state;
  }

  private static long stateSize(ComputationGraph network) {
    long size = 0;
    for (GraphVertex vertex : network.getVertices()) {
      Trainable part = part(vertex);
      Map<String, INDArray> parameters = part.paramTable(true);
      if (parameters != null) {
        for (Map.Entry<String, INDArray> parameter : parameters.entrySet()) {
          size +=
              part.getConfig()
                  .getUpdaterByParam(parameter.getKey())
                  .stateSize(parameter.getValue().length());
        }
      }
    }
    return size;
  }

  private void checkShrinking() throws ModelZipException {
    long packed = zip.packedSize(ModelSerializer.COEFFICIENTS_BIN);
    zip.checkSize(
        ModelSerializer.COEFFICIENTS_BIN, Math.max(ALWAYS_ALLOWED, MOST_SHRINKING * packed));
  }

  private ArrayHeader header(String entry) throws ModelZipException {
    try (EntryStream in = zip.stream(entry)) {
      return ArrayHeader.read(new DataInputStream(in), zip.size(entry));
    } catch (IllegalArgumentException e) {
      throw new ModelZipException(zip.file(), entry + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw ZipDirectory.problem(zip.file(), e);
    }
  }

  /** Or a model answers with an error at its first use that says nothing of the file. */
  private void checkFinite(long bad, long all) throws ModelZipException {
    if (bad > 0) {
      throw new ModelZipException(
          zip.file(),
          ModelSerializer.COEFFICIENTS_BIN
              + ": "
              + bad
              + " of its "
              + all
              + " numbers are NaN or infinite; the training that saved it diverged, or it is damaged");
    }
  }

  private long fill(String entry, INDArray target) throws ModelZipException {
    try (EntryStream in = zip.stream(entry)) {
      DataInputStream data = new DataInputStream(in);
      ArrayHeader stored = ArrayHeader.read(data, zip.size(entry));
      long notFinite = ArrayStream.fill(target, stored.type(), data);
      in.finish();
      return notFinite;
    } catch (IOException | RuntimeException e) {
      throw ZipDirectory.problem(zip.file(), e);
    }
  }
}
