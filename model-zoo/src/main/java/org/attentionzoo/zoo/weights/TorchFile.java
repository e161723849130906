package org.attentionzoo.zoo.weights;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.untrusted.EntryStream;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A state dict as {@code torch.save} writes it ({@code .pt}, {@code .pth}, {@code .bin}): a zip
 * with a pickle, {@code data.pkl}, and the numbers of each storage in an entry. Tensors in
 * dictionaries within dictionaries are named with dots, as in {@code model.encoder.weight}; what is
 * no tensor is passed over.
 *
 * <p>A pickle may call any function of Python; here it may call the three that make tensors and
 * dictionaries, and a file that names another is refused. The pickle is read by the library {@code
 * net.razorvine:pickle}, which is to be added by who reads such files.
 */
public final class TorchFile implements NamedTensors {

  private static final String PICKLE = "data.pkl";
  private static final long LARGEST_PICKLE = 16 << 20;

  /** Dictionaries within dictionaries, and the tensors in all of them. */
  private static final int DEEPEST = 16;

  private static final int MOST_TENSORS = 100_000;

  /** To read a tensor its whole storage is read, whose checksum stands at the end. */
  private static final long MOST_SHARING = 100;

  private static final long ALWAYS = 1 << 30;

  private final Path path;
  private final WeightsZip zip;
  private final String folder;
  private final ByteOrder order;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private TorchFile(Path path, WeightsZip zip) throws IOException {
    this.path = path;
    this.zip = zip;
    List<String> pickles =
        zip.names().stream().filter(name -> name.endsWith("/" + PICKLE)).toList();
    if (pickles.size() != 1) {
      throw new WeightsException(
          path, "is no file of torch.save: it has " + pickles.size() + " entries " + PICKLE);
    }
    folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    if (zip.has(folder + "constants.pkl")) {
      throw new WeightsException(path, "is a TorchScript program; save its state_dict() instead");
    }
    order = order();
    Object root = StateDictPickle.read(zip.bytes(folder + PICKLE, LARGEST_PICKLE));
    if (!(root instanceof Map<?, ?> map)) {
      throw new WeightsException(path, "holds no state dict, but something else");
    }
    addAll("", map, 0);
    if (tensors.isEmpty()) {
      throw new WeightsException(path, "holds no tensors");
    }
    long reading = tensors.values().stream().mapToLong(t -> zip.size(t.storage())).sum();
    if (reading / MOST_SHARING > Math.max(ALWAYS / MOST_SHARING, Files.size(path))) {
      throw new WeightsException(
          path,
          "has so many tensors of the same storages that to read them is " + reading + " bytes");
    }
  }

  private ByteOrder order() throws IOException {
    String entry = folder + "byteorder";
    if (!zip.has(entry)) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    String name = new String(zip.bytes(entry, 100), StandardCharsets.US_ASCII).strip();
    return switch (name) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw new WeightsException(path, "has byte order \"" + name + '"');
    };
  }

  /**
   * Opens a file; reads its pickle.
   *
   * @throws WeightsException if it is missing, damaged, or of the format before PyTorch 1.6; if it
   *     holds more than tensors and plain values; or if the library for pickles is missing
   */
  public static TorchFile open(Path path) throws WeightsException {
    Arguments.given("path", path);
    if (!WeightsZip.isZip(path)) {
      throw new WeightsException(
          path,
          "is no zip: it is damaged, no file of torch.save, or of its format before 1.6, "
              + "which torch.save(torch.load(…), …) turns into the new one");
    }
    try {
      WeightsZip zip = new WeightsZip(path);
      try {
        return new TorchFile(path, zip);
      } catch (IOException | RuntimeException | LinkageError e) {
        zip.close();
        throw e;
      }
    } catch (NoClassDefFoundError e) {
      throw new WeightsException(
          path, "is read with the library net.razorvine:pickle, which is not on the class path", e);
    } catch (IOException | RuntimeException e) {
      throw Problems.of(path, e);
    }
  }

  private void addAll(String prefix, Map<?, ?> map, int depth) throws WeightsException {
    if (depth == DEEPEST) {
      throw new WeightsException(path, "has dictionaries nested deeper than " + DEEPEST);
    }
    for (Map.Entry<?, ?> each : map.entrySet()) {
      String name = prefix + each.getKey();
      if (each.getValue() instanceof Map<?, ?> inner) {
        addAll(name + ".", inner, depth + 1);
      } else if (each.getValue() instanceof TorchConstructors.Tensor tensor) {
        if (tensors.size() == MOST_TENSORS) {
          throw new WeightsException(path, "has more than " + MOST_TENSORS + " tensors");
        }
        if (tensors.put(name, stored(name, tensor)) != null) {
          throw new WeightsException(path, "has two tensors \"" + name + '"');
        }
      }
    }
  }

  private StoredTensor stored(String name, TorchConstructors.Tensor tensor)
      throws WeightsException {
    TorchConstructors.Storage storage = tensor.storage();
    String entry = folder + "data/" + storage.key();
    if (!zip.has(entry)) {
      throw WeightsException.of(path, name, "its storage " + entry + " is missing");
    }
    int width = storage.type().width();
    if (zip.size(entry) % width != 0 || zip.size(entry) / width != storage.size()) {
      throw WeightsException.of(
          path,
          name,
          String.format(
              Locale.ROOT,
              "its storage should be %d numbers of type %s, but %s has %d bytes",
              storage.size(),
              storage.type(),
              entry,
              zip.size(entry)));
    }
    try {
      return new StoredTensor(
          entry, storage.type(), storage.size(), tensor.offset(), tensor.shape(), tensor.strides());
    } catch (IllegalArgumentException e) {
      throw WeightsException.of(path, name, e.getMessage());
    }
  }

  @Override
  public Path file() {
    return path;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  private StoredTensor tensor(String name) {
    return Problems.known(path, name, tensors.get(Arguments.given("name", name)));
  }

  @Override
  public long[] shape(String name) {
    return tensor(name).shape().clone();
  }

  @Override
  public INDArray read(String name) throws WeightsException {
    StoredTensor tensor = tensor(name);
    if (Shape.count(tensor.shape()) == 0) {
      return FloatArrays.allocate(tensor.shape());
    }
    try (EntryStream in = zip.stream(tensor.storage())) {
      if (tensor.isDense()) {
        in.skipNBytes(tensor.offset() * tensor.type().width());
        INDArray array = FloatArrays.read(in, tensor.type(), order, tensor.shape());
        in.transferTo(OutputStream.nullOutputStream()); // its checksum
        return array;
      }
      try (INDArray storage = FloatArrays.read(in, tensor.type(), order, tensor.size())) {
        in.finish();
        return FloatArrays.strided(storage, tensor.offset(), tensor.shape(), tensor.strides());
      }
    } catch (IOException | RuntimeException e) {
      throw WeightsException.of(path, name, OneLine.reason(e));
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
