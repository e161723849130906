package org.attentionzoo.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reference values computed by PyTorch: one {@code fixtures/<name>.npz} written by {@code
 * src/test/python/make_fixtures.py}. Floating point arrays are DOUBLE, integers INT64 as stored;
 * every array is 'c' ordered and detached.
 */
public final class Fixture {
  private final String name;
  private final Map<String, INDArray> arrays = new LinkedHashMap<>();

  private Fixture(String name) {
    this.name = name;
  }

  /** Loads {@code fixtures/<name>.npz} from the class path. */
  public static Fixture load(String name) {
    Fixture fixture = new Fixture(name);
    String resource = "/fixtures/" + name + ".npz";
    try (InputStream in = Fixture.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource + ": run make_fixtures.py");
      }
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String key = entry.getName().replace(".npy", "");
        // dup: the array must own its memory, not point into the temporary file image.
        INDArray array = Nd4j.createNpyFromByteArray(zip.readAllBytes()).dup('c');
        fixture.arrays.put(key, array);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
    return fixture;
  }

  /** A copy of the array called {@code key}, as stored. */
  public INDArray get(String key) {
    INDArray array = arrays.get(key);
    if (array == null) {
      throw new IllegalArgumentException(
          "fixture " + name + " has no array " + key + "; it has " + arrays.keySet());
    }
    return array.dup('c');
  }

  /** A copy converted to {@code type}, e.g. token ids to INT32. */
  public INDArray get(String key, DataType type) {
    return get(key).castTo(type);
  }

  /** A [N, T, size] array as DL4J wants it: a [N, size, T] view of the same memory layout. */
  public INDArray sequence(String key) {
    return get(key).permute(0, 2, 1);
  }

  /** The first element of {@code key}, for scalar losses. */
  public double scalar(String key) {
    return get(key).getDouble(0);
  }

  /** Asserts equal shapes and a largest absolute difference to {@code key} of at most 1e-5. */
  public void assertEquals(String key, INDArray actual) {
    assertClose(name + "/" + key, actual, get(key), 1e-5);
  }

  /** Asserts equal shapes and a largest absolute difference of at most {@code tolerance}. */
  public static void assertClose(
      String what, INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).as(what + " shape").isEqualTo(expected.shape());
    double[] a = actual.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    double[] e = expected.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    for (int i = 0; i < e.length; i++) {
      if (!(Math.abs(a[i] - e[i]) <= tolerance)) {
        throw new AssertionError(
            what
                + " "
                + Arrays.toString(expected.shape())
                + ": element "
                + i
                + " is "
                + a[i]
                + ", expected "
                + e[i]
                + " within "
                + tolerance);
      }
    }
  }
}
