package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.attentionzoo.zoo.weights.CTranslate2Bytes;
import org.attentionzoo.zoo.weights.CTranslate2File;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.NumpyFile;
import org.attentionzoo.zoo.weights.SafetensorsFile;
import org.attentionzoo.zoo.weights.TorchFile;

/** Files of weights, and how each kind can be damaged where it hurts. */
enum WeightsFormat {
  SAFETENSORS {
    @Override
    NamedTensors open(Path file) throws IOException {
      return SafetensorsFile.open(file);
    }

    @Override
    byte[] damaged(SplittableRandom random) throws IOException {
      byte[] whole = resource("types.safetensors");
      if (random.nextInt(4) == 0) {
        return ByteMutator.mutate(whole, whole, random);
      }
      int length = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
      String header = new String(whole, 8, length, StandardCharsets.UTF_8);
      byte[] json = text(header, random).getBytes(StandardCharsets.UTF_8);
      ByteBuffer out =
          ByteBuffer.allocate(whole.length - length + json.length).order(ByteOrder.LITTLE_ENDIAN);
      long stated = random.nextInt(8) == 0 ? pick(NUMBERS, random) : json.length;
      return out.putLong(stated)
          .put(json)
          .put(whole, 8 + length, whole.length - 8 - length)
          .array();
    }
  },

  TORCH {
    @Override
    NamedTensors open(Path file) throws IOException {
      return TorchFile.open(file);
    }

    @Override
    byte[] damaged(SplittableRandom random) throws IOException {
      String name = pick(List.of("types.pt", "views.pt", "checkpoint.pt", "protocol-4.pt"), random);
      if (random.nextInt(5) == 0) {
        return ByteMutator.mutate(resource(name), resource("types.pt"), random);
      }
      RawZip zip = RawZip.read(file(name));
      if (random.nextInt(4) == 0) {
        EntryMutator.mutate(zip, random);
        return zip.bytes();
      }
      RawEntry pickle =
          zip.entries.stream().filter(e -> e.name.endsWith("data.pkl")).findFirst().orElseThrow();
      pickle.content(pickle(pickle.content(), random));
      return zip.bytes();
    }
  },

  NUMPY_ZIP {
    @Override
    NamedTensors open(Path file) throws IOException {
      return NumpyFile.open(file);
    }

    @Override
    byte[] damaged(SplittableRandom random) throws IOException {
      String name = pick(List.of("arrays.npz", "compressed.npz"), random);
      if (random.nextInt(5) == 0) {
        return ByteMutator.mutate(resource(name), resource("single.npy"), random);
      }
      RawZip zip = RawZip.read(file(name));
      if (random.nextInt(3) == 0) {
        EntryMutator.mutate(zip, random);
      } else {
        RawEntry entry = pick(zip.entries, random);
        entry.content(header(entry.content(), random));
      }
      return zip.bytes();
    }
  },

  NUMPY {
    @Override
    NamedTensors open(Path file) throws IOException {
      return NumpyFile.open(file);
    }

    @Override
    byte[] damaged(SplittableRandom random) throws IOException {
      byte[] whole = resource("single.npy");
      return random.nextInt(4) == 0
          ? ByteMutator.mutate(whole, whole, random)
          : header(whole, random);
    }
  },

  CTRANSLATE2 {
    @Override
    NamedTensors open(Path file) throws IOException {
      return CTranslate2File.open(file);
    }

    @Override
    byte[] damaged(SplittableRandom random) {
      byte[] whole = CTranslate2Bytes.example(random.nextInt(2, 7)).bytes();
      if (random.nextInt(3) == 0) {
        return ByteMutator.mutate(whole, whole, random);
      }
      ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        int place = random.nextInt(whole.length - 8);
        switch (random.nextInt(3)) {
          case 0 -> bytes.put(place, pick(NUMBERS, random).byteValue());
          case 1 -> bytes.putShort(place, pick(NUMBERS, random).shortValue());
          default -> bytes.putInt(place, pick(NUMBERS, random).intValue());
        }
      }
      return whole;
    }
  };

  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          -1L,
          2L,
          3L,
          8L,
          127L,
          255L,
          65_535L,
          1L << 20,
          (1L << 31) - 1,
          1L << 31,
          0xffffffffL,
          1L << 40,
          1L << 62,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  /** Parts of headers, and what should not stand in their place. */
  private static final List<String> WORDS =
      List.of(
          "\"F32\"",
          "\"I64\"",
          "\"F8_E4M3\"",
          "null",
          "[]",
          "{}",
          "1e400",
          "-0.0",
          "[[[[[[[[",
          "9".repeat(60),
          "\"__metadata__\"",
          "\"a\":1,",
          "'<f8'",
          "'|O'",
          "'>c16'",
          "'|S999999999'",
          "True",
          "(999999999999, 99999999)",
          "(0,)",
          "((,))");

  private static final List<String> NAMES =
      List.of(
          "os\nsystem\n",
          "builtins\neval\n",
          "__builtin__\nexec\n",
          "torch\nFloatStorage\n",
          "torch._utils\n_rebuild_tensor_v2\n",
          "collections\nOrderedDict\n",
          "datetime\ndatetime\n",
          "array\narray\n",
          "decimal\nDecimal\n");

  /** Of pickles; some of them allowed. */
  private static final String INSTRUCTIONS = "()}]KJMXcRQbustaqhr.012Ne\205\206\207\212\223";

  abstract NamedTensors open(Path file) throws IOException;

  abstract byte[] damaged(SplittableRandom random) throws IOException;

  static Path file(String name) {
    try {
      return Path.of(WeightsFormat.class.getResource("/weights/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    return Files.readAllBytes(file(name));
  }

  private static <T> T pick(List<T> values, SplittableRandom random) {
    return values.get(random.nextInt(values.size()));
  }

  /** Another number or word in place of one. */
  private static String text(String header, SplittableRandom random) {
    String changed = header;
    for (int i = random.nextInt(1, 3); i > 0; i--) {
      List<int[]> places =
          Pattern.compile("-?\\d+|\"[^\"]*\"|'[^']*'|True|False|[\\[\\](){}:,]")
              .matcher(changed)
              .results()
              .map(match -> new int[] {match.start(), match.end()})
              .toList();
      if (places.isEmpty()) {
        return changed;
      }
      int[] place = pick(places, random);
      String other =
          switch (random.nextInt(4)) {
            case 0 -> pick(WORDS, random);
            case 1 -> changed.substring(place[0], place[1]).repeat(2);
            case 2 -> "";
            default -> pick(NUMBERS, random).toString();
          };
      changed = changed.substring(0, place[0]) + other + changed.substring(place[1]);
    }
    return changed;
  }

  /** The header of a NumPy array, mostly of the length that it says. */
  private static byte[] header(byte[] array, SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      byte[] start = ByteMutator.mutate(Arrays.copyOf(array, 128), array, random);
      return joined(start, Arrays.copyOfRange(array, 128, array.length));
    }
    String text = new String(array, 10, 118, StandardCharsets.ISO_8859_1);
    byte[] changed = text(text, random).getBytes(StandardCharsets.ISO_8859_1);
    byte[] start = Arrays.copyOf(array, 10);
    long stated = random.nextInt(8) == 0 ? pick(NUMBERS, random) : changed.length;
    ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).putShort(8, (short) stated);
    return joined(joined(start, changed), Arrays.copyOfRange(array, 128, array.length));
  }

  /** Other instructions, numbers, or names of things to call. */
  private static byte[] pickle(byte[] pickle, SplittableRandom random) {
    byte[] changed = pickle.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        return ByteMutator.mutate(pickle, pickle, random);
      }
      case 1 -> {
        byte[] call =
            ("c" + pick(NAMES, random) + "X\1\0\0\0a\205R").getBytes(StandardCharsets.ISO_8859_1);
        int place = random.nextInt(2, pickle.length);
        byte[] start = joined(Arrays.copyOf(pickle, place), call);
        return joined(start, Arrays.copyOfRange(pickle, place, pickle.length));
      }
      case 2 -> {
        byte[] many = new byte[random.nextInt(1, 60_000)];
        Arrays.fill(many, instruction(random));
        int place = random.nextInt(2, pickle.length);
        byte[] start = joined(Arrays.copyOf(pickle, place), many);
        return joined(start, Arrays.copyOfRange(pickle, place, pickle.length));
      }
      default -> {
        for (int i = random.nextInt(1, 6); i > 0; i--) {
          changed[random.nextInt(2, pickle.length)] = instruction(random);
        }
        return changed;
      }
    }
  }

  private static byte instruction(SplittableRandom random) {
    return (byte) INSTRUCTIONS.charAt(random.nextInt(INSTRUCTIONS.length()));
  }

  private static byte[] joined(byte[] start, byte[] end) {
    byte[] joined = Arrays.copyOf(start, start.length + end.length);
    System.arraycopy(end, 0, joined, start.length, end.length);
    return joined;
  }
}
