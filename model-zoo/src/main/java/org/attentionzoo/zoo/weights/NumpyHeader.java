package org.attentionzoo.zoo.weights;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the numbers of a NumPy array in a file (numpy.org, NEP 1): a magic word,
 * version, length, and a dictionary as Python writes it.
 *
 * <pre>
 * \x93NUMPY 1 0 118 {'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }
 * </pre>
 *
 * @param type of the numbers
 * @param fortran whether the first index goes fastest
 * @param bytes of the header
 */
record NumpyHeader(ElementType type, ByteOrder order, boolean fortran, long[] shape, int bytes) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** A shape of 32 sizes has 700 characters. */
  private static final int LONGEST = 4096;

  private static final Pattern FIELD =
      Pattern.compile("\\s*'(\\w{1,20})'\\s*:\\s*('[^']{0,20}'|True|False|\\([\\d, ]*\\))\\s*(,?)");

  private static final Map<String, ElementType> TYPES =
      Map.ofEntries(
          Map.entry("f8", ElementType.FLOAT64),
          Map.entry("f4", ElementType.FLOAT32),
          Map.entry("f2", ElementType.FLOAT16),
          Map.entry("i8", ElementType.INT64),
          Map.entry("i4", ElementType.INT32),
          Map.entry("i2", ElementType.INT16),
          Map.entry("i1", ElementType.INT8),
          Map.entry("u8", ElementType.UINT64),
          Map.entry("u4", ElementType.UINT32),
          Map.entry("u2", ElementType.UINT16),
          Map.entry("u1", ElementType.UINT8),
          Map.entry("b1", ElementType.BOOL));

  /**
   * Reads a header and leaves the stream at the first number.
   *
   * @param size bytes of the whole, header included
   * @throws IllegalArgumentException if it is no such header, or announces other bytes than follow
   */
  static NumpyHeader read(DataInputStream in, long size) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length);
    if (!Arrays.equals(start, MAGIC)) {
      throw new IllegalArgumentException("it is no NumPy array");
    }
    int version = in.readUnsignedByte();
    in.readUnsignedByte(); // the minor version changes nothing
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException("its NumPy format is " + version + ", not 1 to 3");
    }
    int length =
        version == 1 ? Short.toUnsignedInt(Short.reverseBytes(in.readShort())) : reversed(in);
    if (length < 0 || length > LONGEST) {
      throw new IllegalArgumentException(
          "its header has " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] text = in.readNBytes(length);
    if (text.length < length) {
      throw new IllegalArgumentException("it ends within its header");
    }
    int bytes = MAGIC.length + 2 + (version == 1 ? 2 : 4) + length;
    NumpyHeader header = parse(new String(text, StandardCharsets.UTF_8), bytes);
    long numbers = Shape.bytes(header.shape, header.type);
    if (numbers != size - bytes) {
      throw new IllegalArgumentException(
          "it has "
              + (size - bytes)
              + " bytes, but "
              + header.type
              + " of shape "
              + Arrays.toString(header.shape)
              + " has "
              + numbers);
    }
    return header;
  }

  private static int reversed(DataInputStream in) throws IOException {
    return Integer.reverseBytes(in.readInt());
  }

  private static NumpyHeader parse(String text, int bytes) {
    Map<String, String> fields = fields(text.strip());
    String type = quoted(fields.get("descr"));
    String fortran = fields.get("fortran_order");
    if (type == null
        || !type.matches("[<>|=]\\w+")
        || !("True".equals(fortran) || "False".equals(fortran))) {
      throw new IllegalArgumentException("its header is " + text.strip());
    }
    long[] shape = shape(fields.get("shape"));
    ByteOrder order = type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ElementType element = TYPES.get(type.substring(1));
    if (element == null && type.matches("\\|S[0-9]{1,9}")) { // so many bytes, as a row of them
      element = ElementType.UINT8;
      shape = Arrays.copyOf(shape, shape.length + 1);
      shape[shape.length - 1] = Long.parseLong(type.substring(2));
    }
    if (element == null) {
      throw new IllegalArgumentException(
          "its type is '" + type + "', not one of " + TYPES.keySet().stream().sorted().toList());
    }
    return new NumpyHeader(element, order, "True".equals(fortran), shape, bytes);
  }

  private static Map<String, String> fields(String text) {
    if (!text.startsWith("{") || !text.endsWith("}")) {
      throw new IllegalArgumentException("its header is " + text);
    }
    String inside = text.substring(1, text.length() - 1);
    Map<String, String> fields = new HashMap<>();
    Matcher field = FIELD.matcher(inside);
    int end = 0;
    while (field.find(end) && field.start() == end) {
      if (fields.put(field.group(1), field.group(2)) != null) {
        throw new IllegalArgumentException("its header has " + field.group(1) + " twice");
      }
      end = field.end();
      if (field.group(3).isEmpty()) {
        break;
      }
    }
    if (!inside.substring(end).isBlank() || fields.size() != 3) {
      throw new IllegalArgumentException("its header is " + text);
    }
    return fields;
  }

  private static String quoted(String value) {
    return value == null || !value.startsWith("'") ? null : value.substring(1, value.length() - 1);
  }

  private static long[] shape(String value) {
    if (value == null || !value.matches("\\(( *\\d{1,18} *(, *\\d{1,18} *)*,?)? *\\)")) {
      throw new IllegalArgumentException("its shape is " + value);
    }
    return Arrays.stream(value.substring(1, value.length() - 1).split(","))
        .map(String::strip)
        .filter(size -> !size.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }
}
