package org.attentionzoo.zoo.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A file in the format of safetensors (huggingface.co/docs/safetensors): 8 bytes with the length of
 * a header, the header in JSON, and the numbers, little-endian, one tensor after the other.
 *
 * <pre>
 * {"__metadata__": {"format": "pt"},
 *  "layer.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}
 * </pre>
 *
 * <p>The header is read when the file is opened, and has to account for every byte of it.
 */
public final class SafetensorsFile implements NamedTensors {

  /** Of 100,000 tensors. */
  static final int LONGEST_HEADER = 16 << 20;

  private final Path path;
  private final FileBytes file;
  private final long start;
  private final SafetensorsHeader header;

  private SafetensorsFile(Path path, FileBytes file, long start, SafetensorsHeader header) {
    this.path = path;
    this.file = file;
    this.start = start;
    this.header = header;
  }

  /**
   * Opens a file.
   *
   * @throws WeightsException if it is missing, or no such file, or a damaged one; says what is
   *     wrong
   */
  public static SafetensorsFile open(Path path) throws WeightsException {
    FileBytes file = new FileBytes(Arguments.given("path", path));
    try {
      return open(path, file);
    } catch (IOException | RuntimeException e) {
      try {
        file.close();
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw Problems.of(path, e);
    }
  }

  private static SafetensorsFile open(Path path, FileBytes file) throws IOException {
    if (file.size() < Long.BYTES) {
      throw new IllegalArgumentException("it is no safetensors file, it has no header");
    }
    ByteBuffer first = ByteBuffer.wrap(file.bytes(0, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    long length = first.getLong(); // unsigned, but no file has so many bytes
    if (length < 2 || length > file.size() - Long.BYTES) {
      throw new IllegalArgumentException(
          "it is no safetensors file, or truncated: its header should have "
              + Long.toUnsignedString(length)
              + " bytes, and the file has "
              + file.size());
    }
    if (length > LONGEST_HEADER) {
      throw new IllegalArgumentException(
          "its header has " + length + " bytes, and may have " + LONGEST_HEADER);
    }
    long start = Long.BYTES + length;
    byte[] json = file.bytes(Long.BYTES, (int) length);
    return new SafetensorsFile(
        path, file, start, SafetensorsHeader.read(json, file.size() - start));
  }

  /** Text that the writer left in the header, such as {@code format} = {@code pt}. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(header.tensors().keySet());
  }

  @Override
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  private SafetensorsHeader.Tensor tensor(String name) {
    return Problems.known(path, name, header.tensors().get(Arguments.given("name", name)));
  }

  @Override
  public INDArray read(String name) throws WeightsException {
    SafetensorsHeader.Tensor tensor = tensor(name);
    try {
      return FloatArrays.read(
          file.stream(start + tensor.begin(), tensor.end() - tensor.begin()),
          tensor.type(),
          ByteOrder.LITTLE_ENDIAN,
          tensor.shape());
    } catch (IOException | RuntimeException e) {
      throw WeightsException.of(path, name, OneLine.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
