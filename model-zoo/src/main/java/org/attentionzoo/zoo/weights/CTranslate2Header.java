package org.attentionzoo.zoo.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a {@link CTranslate2File} says of its variables, of each before its numbers. Everything is
 * little-endian; a text is a length of 2 bytes, and so many, the last of which is 0.
 *
 * <pre>
 * 4 version, text kind, 4 revision of the kind,
 * 4 variables: text name, 1 rank, 4 · rank shape, 1 type, 4 bytes, the numbers
 * 4 aliases: text alias, text name                                   (from version 3 on)
 * </pre>
 *
 * <p>Before version 4 the type is the width of a number, and their count stands for their bytes.
 *
 * @param variables by name, in the order of the file; of an alias after them
 */
record CTranslate2Header(
    long version, String specification, long revision, Map<String, Variable> variables) {

  private static final int OLDEST = 2;
  private static final int NEWEST = 6;
  private static final int WITH_ALIASES = 3;
  private static final int WITH_TYPES = 4;

  /** By their number. */
  private static final List<ElementType> TYPES =
      List.of(
          ElementType.FLOAT32,
          ElementType.INT8,
          ElementType.INT16,
          ElementType.INT32,
          ElementType.FLOAT16,
          ElementType.BFLOAT16);

  /** A variable and the place of its numbers in the file. */
  record Variable(ElementType type, long[] shape, long start, long bytes) {}

  /**
   * @throws IllegalArgumentException if the file is none, or does not hold what it says; says what
   * @throws IOException if it cannot be read
   */
  static CTranslate2Header read(FileBytes file) throws IOException {
    return new Reader(file).header();
  }

  private static final class Reader {

    private final FileBytes file;
    private long position;

    Reader(FileBytes file) {
      this.file = file;
    }

    CTranslate2Header header() throws IOException {
      long version = file.size() < Integer.BYTES ? 0 : number(Integer.BYTES);
      if (version < OLDEST || version > NEWEST) {
        throw new IllegalArgumentException(
            "it is no model of CTranslate2 of the versions 2 to 6: it begins with " + version);
      }
      String specification = text();
      long revision = number(Integer.BYTES);
      Map<String, Variable> variables = new LinkedHashMap<>();
      for (long left = number(Integer.BYTES); left > 0; left--) {
        String name = text();
        if (variables.put(name, variable(name, version)) != null) {
          throw new IllegalArgumentException("it has two variables \"" + name + '"');
        }
      }
      if (version >= WITH_ALIASES) {
        for (long left = number(Integer.BYTES); left > 0; left--) {
          alias(variables, text(), text());
        }
      }
      if (position < file.size()) {
        throw new IllegalArgumentException(
            "it goes on after its end, for " + (file.size() - position) + " bytes");
      }
      return new CTranslate2Header(version, specification, revision, variables);
    }

    private Variable variable(String name, long version) throws IOException {
      long[] shape = new long[(int) number(1)];
      for (int i = 0; i < shape.length; i++) {
        shape[i] = number(Integer.BYTES);
      }
      int typeOrWidth = (int) number(1);
      ElementType type = version < WITH_TYPES ? ofWidth(typeOrWidth) : ofNumber(typeOrWidth);
      if (type == null) {
        throw problem(name, "its type is %d", typeOrWidth);
      }
      long bytes = number(Integer.BYTES) * (version < WITH_TYPES ? type.width() : 1);
      long expected;
      try {
        expected = Shape.bytes(shape, type);
      } catch (IllegalArgumentException e) {
        throw problem(name, "%s", e.getMessage());
      }
      if (bytes != expected) {
        throw problem(
            name,
            "it has %d bytes, but %s of shape %s has %d",
            bytes,
            type,
            Arrays.toString(shape),
            expected);
      }
      if (bytes > file.size() - position) {
        throw problem(name, "its %d bytes go beyond the file", bytes);
      }
      Variable variable = new Variable(type, shape, position, bytes);
      position += bytes;
      return variable;
    }

    private static ElementType ofWidth(int width) {
      return switch (width) {
        case 1 -> ElementType.INT8;
        case 2 -> ElementType.INT16;
        case 4 -> ElementType.FLOAT32;
        default -> null;
      };
    }

    private static ElementType ofNumber(int number) {
      return number < TYPES.size() ? TYPES.get(number) : null;
    }

    private static void alias(Map<String, Variable> variables, String alias, String name) {
      Variable variable = variables.get(name);
      if (variable == null) {
        throw problem(alias, "it is another name of \"%s\", which is missing", name);
      }
      if (variables.putIfAbsent(alias, variable) != null) {
        throw problem(alias, "it is a variable, and another name of \"%s\"", name);
      }
      Variable scale = variables.get(name + CTranslate2File.SCALE);
      if (scale != null) {
        variables.putIfAbsent(alias + CTranslate2File.SCALE, scale);
      }
    }

    private String text() throws IOException {
      int length = (int) number(2);
      byte[] text = bytes(length);
      if (length < 2 || text[length - 1] != 0) {
        throw new IllegalArgumentException("a name at byte " + (position - length) + " has no end");
      }
      return new String(text, 0, length - 1, StandardCharsets.UTF_8);
    }

    /** An unsigned number of 1, 2 or 4 bytes. */
    private long number(int width) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      return bytes.put(bytes(width)).getLong(0);
    }

    private byte[] bytes(int length) throws IOException {
      if (length > file.size() - position) {
        throw new IllegalArgumentException("it is truncated, or damaged before byte " + position);
      }
      byte[] bytes = file.bytes(position, length);
      position += length;
      return bytes;
    }

    private static IllegalArgumentException problem(
        String variable, String what, Object... values) {
      return new IllegalArgumentException(
          "tensor \"" + variable + "\": " + String.format(Locale.ROOT, what, values));
    }
  }
}
