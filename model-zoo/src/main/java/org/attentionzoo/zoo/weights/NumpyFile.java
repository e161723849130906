package org.attentionzoo.zoo.weights;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * NumPy's arrays: an {@code .npz}, a zip of named ones as Marian saves models, or a single {@code
 * .npy}, whose name is {@value #SINGLE}. ND4J's own reader of them is not used: it believes what
 * their headers say.
 */
public final class NumpyFile implements NamedTensors {

  /** NumPy's own name for an array without one. */
  public static final String SINGLE = "arr_0";

  private static final String ENDING = ".npy";
  private static final int LONGEST_TEXT = 1 << 20;

  private interface Source {
    InputStream open() throws IOException;
  }

  private record Entry(NumpyHeader header, Source source) {}

  private final Path path;
  private final Closeable file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private NumpyFile(Path path, Closeable file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Opens a file; reads the header of each array.
   *
   * @throws WeightsException if it is missing, or neither kind, or damaged; names the array
   */
  public static NumpyFile open(Path path) throws WeightsException {
    Arguments.given("path", path);
    return WeightsZip.isZip(path) ? openZip(path) : openSingle(path);
  }

  private static NumpyFile openZip(Path path) throws WeightsException {
    try {
      WeightsZip zip = new WeightsZip(path);
      NumpyFile file = new NumpyFile(path, zip);
      return file.filled(
          () -> {
            for (String name : zip.names()) {
              if (!name.endsWith(ENDING)) {
                throw new WeightsException(path, "holds " + name + ", which is no NumPy array");
              }
              String array = name.substring(0, name.length() - ENDING.length());
              file.add(array, zip.size(name), () -> zip.stream(name));
            }
          });
    } catch (IOException | RuntimeException e) {
      throw Problems.of(path, e);
    }
  }

  private static NumpyFile openSingle(Path path) throws WeightsException {
    FileBytes bytes = new FileBytes(path);
    NumpyFile file = new NumpyFile(path, bytes);
    try {
      return file.filled(() -> file.add(SINGLE, bytes.size(), () -> bytes.stream(0, bytes.size())));
    } catch (IOException | RuntimeException e) {
      throw Problems.of(path, e);
    }
  }

  private interface Filling {
    void fill() throws IOException;
  }

  private NumpyFile filled(Filling filling) throws IOException {
    try {
      filling.fill();
      return this;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void add(String name, long size, Source source) throws IOException {
    try (InputStream in = source.open()) {
      entries.put(name, new Entry(NumpyHeader.read(new DataInputStream(in), size), source));
    } catch (IllegalArgumentException | EOFException e) {
      throw WeightsException.of(path, name, OneLine.reason(e));
    }
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  private Entry entry(String name) {
    return Problems.known(path, name, entries.get(Arguments.given("name", name)));
  }

  @Override
  public long[] shape(String name) {
    return entry(name).header.shape().clone();
  }

  @Override
  public INDArray read(String name) throws WeightsException {
    Entry entry = entry(name);
    NumpyHeader header = entry.header;
    try (InputStream in = entry.source.open()) {
      in.skipNBytes(header.bytes());
      if (!header.fortran() || header.shape().length < 2) {
        INDArray array = FloatArrays.read(in, header.type(), header.order(), header.shape());
        finish(in);
        return array;
      }
      try (INDArray reversed =
          FloatArrays.read(in, header.type(), header.order(), reversed(header.shape()))) {
        finish(in);
        return reversed.permute(axes(header.shape().length)).dup('c');
      }
    } catch (IOException | RuntimeException e) {
      throw WeightsException.of(path, name, OneLine.reason(e));
    }
  }

  /** The checksum of a zip's entry is known at its end. */
  private static void finish(InputStream in) throws IOException {
    if (in.read() >= 0) {
      throw new IOException("it goes on after its last number");
    }
  }

  private static long[] reversed(long[] shape) {
    long[] reversed = new long[shape.length];
    for (int i = 0; i < shape.length; i++) {
      reversed[i] = shape[shape.length - 1 - i];
    }
    return reversed;
  }

  private static int[] axes(int rank) {
    int[] axes = new int[rank];
    for (int i = 0; i < rank; i++) {
      axes[i] = rank - 1 - i;
    }
    return axes;
  }

  /**
   * An array of bytes as text, as Marian keeps its options in {@code special:model.yml}. Zero bytes
   * at the end are left out.
   *
   * @throws WeightsException if it is longer than a megabyte, of another type, or not UTF-8
   * @throws IllegalArgumentException if there is no such array
   */
  public String text(String name) throws WeightsException {
    Entry entry = entry(name);
    ElementType type = entry.header.type();
    if (type != ElementType.INT8 && type != ElementType.UINT8) {
      throw WeightsException.of(path, name, "it is no text, but " + type);
    }
    long length = Shape.count(entry.header.shape());
    if (length > LONGEST_TEXT) {
      throw WeightsException.of(path, name, "it has " + length + " bytes, too many for a text");
    }
    try (InputStream in = entry.source.open()) {
      in.skipNBytes(entry.header.bytes());
      byte[] bytes = in.readNBytes((int) length);
      int end = bytes.length;
      while (end > 0 && bytes[end - 1] == 0) {
        end--;
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
    } catch (CharacterCodingException e) {
      throw WeightsException.of(path, name, "it is not UTF-8");
    } catch (IOException e) {
      throw WeightsException.of(path, name, OneLine.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
