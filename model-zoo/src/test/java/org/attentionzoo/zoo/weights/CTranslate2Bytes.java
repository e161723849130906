package org.attentionzoo.zoo.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a {@code model.bin} as CTranslate2's converters do, in any of their versions. */
public final class CTranslate2Bytes {

  /** The format's numbers of types, and their widths. */
  public enum Type {
    FLOAT32(4),
    INT8(1),
    INT16(2),
    INT32(4),
    FLOAT16(2),
    BFLOAT16(2);

    private final int width;

    Type(int width) {
      this.width = width;
    }
  }

  private record Variable(Type type, long[] shape, byte[] numbers) {}

  private final int version;
  private final String kind;
  private final int revision;
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();

  public CTranslate2Bytes(int version, String kind, int revision) {
    this.version = version;
    this.kind = kind;
    this.revision = revision;
  }

  public CTranslate2Bytes put(String name, Type type, long[] shape, byte[] littleEndian) {
    variables.put(name, new Variable(type, shape, littleEndian));
    return this;
  }

  public CTranslate2Bytes floats(String name, long[] shape, float... numbers) {
    ByteBuffer bytes = little(4 * numbers.length);
    bytes.asFloatBuffer().put(numbers);
    return put(name, Type.FLOAT32, shape, bytes.array());
  }

  public CTranslate2Bytes int8(String name, int number) {
    return put(name, Type.INT8, new long[0], new byte[] {(byte) number});
  }

  public CTranslate2Bytes alias(String alias, String name) {
    aliases.put(alias, name);
    return this;
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, version, 4);
    text(out, kind);
    number(out, revision, 4);
    number(out, variables.size(), 4);
    variables.forEach(
        (name, variable) -> {
          text(out, name);
          number(out, variable.shape.length, 1);
          for (long size : variable.shape) {
            number(out, size, 4);
          }
          boolean typed = version >= 4;
          number(out, typed ? variable.type.ordinal() : variable.type.width, 1);
          number(out, variable.numbers.length / (typed ? 1 : variable.type.width), 4);
          out.writeBytes(variable.numbers);
        });
    if (version >= 3) {
      number(out, aliases.size(), 4);
      aliases.forEach(
          (alias, name) -> {
            text(out, alias);
            text(out, name);
          });
    }
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(out, bytes.length + 1, 2);
    out.writeBytes(bytes);
    out.write(0);
  }

  private static void number(ByteArrayOutputStream out, long number, int width) {
    out.write(little(8).putLong(number).array(), 0, width);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Every type, quantized weights, an option and an alias. */
  public static CTranslate2Bytes example(int version) {
    return new CTranslate2Bytes(version, "TransformerSpec", 5)
        .floats("a/weight", new long[] {2, 2}, 1, 2, 3, 4)
        .put("b/weight", Type.INT8, new long[] {2, 3}, new byte[] {127, -64, 0, 1, 2, 3})
        .floats("b/weight_scale", new long[] {2}, 127, 2)
        .put("c/weight", Type.INT16, new long[] {2}, new byte[] {0, 4, 0, -2})
        .floats("c/weight_scale", new long[0], 512)
        .put("d/weight", Type.INT16, new long[] {1}, new byte[] {(byte) 0xe8, 3})
        .int8("pre_norm", 1)
        .alias("e/weight", "b/weight");
  }
}
