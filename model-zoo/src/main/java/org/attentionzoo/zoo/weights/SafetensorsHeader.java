package org.attentionzoo.zoo.weights;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.zoo.untrusted.JsonLimits;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * What stands in the header of a {@link SafetensorsFile}.
 *
 * @param tensors by name, in the order of their numbers
 */
record SafetensorsHeader(Map<String, Tensor> tensors, Map<String, String> metadata) {

  static final String METADATA = "__metadata__";
  static final String TYPE = "dtype";
  static final String SHAPE = "shape";
  static final String OFFSETS = "data_offsets";

  /** The format's names. */
  static final Map<String, ElementType> TYPES =
      Map.ofEntries(
          Map.entry("F64", ElementType.FLOAT64),
          Map.entry("F32", ElementType.FLOAT32),
          Map.entry("F16", ElementType.FLOAT16),
          Map.entry("BF16", ElementType.BFLOAT16),
          Map.entry("I64", ElementType.INT64),
          Map.entry("I32", ElementType.INT32),
          Map.entry("I16", ElementType.INT16),
          Map.entry("I8", ElementType.INT8),
          Map.entry("U64", ElementType.UINT64),
          Map.entry("U32", ElementType.UINT32),
          Map.entry("U16", ElementType.UINT16),
          Map.entry("U8", ElementType.UINT8),
          Map.entry("BOOL", ElementType.BOOL));

  /** A tensor has about twelve, so this is beyond the longest header. */
  private static final long MOST_VALUES = 2_000_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A tensor and its place, in bytes from the end of the header. */
  record Tensor(ElementType type, long[] shape, long begin, long end) {}

  /**
   * @param numbers bytes that follow the header
   * @throws IllegalArgumentException if the header is none, or they are not exactly its tensors
   */
  static SafetensorsHeader read(byte[] json, long numbers) {
    JsonNode root = parse(json);
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Map.Entry<String, Tensor>> tensors = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> all = root.fields(); all.hasNext(); ) {
      Map.Entry<String, JsonNode> field = all.next();
      if (field.getKey().equals(METADATA)) {
        field.getValue().fields().forEachRemaining(e -> metadata.put(e.getKey(), text(e)));
      } else {
        tensors.add(Map.entry(field.getKey(), tensor(field.getKey(), field.getValue())));
      }
    }
    tensors.sort(
        Comparator.comparingLong((Map.Entry<String, Tensor> e) -> e.getValue().begin)
            .thenComparingLong(e -> e.getValue().end));
    Map<String, Tensor> sorted = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, Tensor> each : tensors) {
      if (each.getValue().begin != end) {
        throw problem(
            each.getKey(), "its numbers begin at byte %d, not at %d", each.getValue().begin, end);
      }
      end = each.getValue().end;
      sorted.put(each.getKey(), each.getValue());
    }
    if (end != numbers) {
      throw new IllegalArgumentException(
          "its tensors have " + end + " bytes, but " + numbers + " follow the header");
    }
    return new SafetensorsHeader(sorted, metadata);
  }

  private static JsonNode parse(byte[] json) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its header is not UTF-8", e);
    }
    try {
      JsonLimits.check(text, MOST_VALUES);
      JsonNode root = MAPPER.readTree(text);
      if (!root.isObject()) {
        throw new IllegalArgumentException("it is no object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its header: " + JsonLimits.reason(e), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its header: " + e.getMessage(), e);
    }
  }

  private static String text(Map.Entry<String, JsonNode> field) {
    if (!field.getValue().isTextual()) {
      throw problem(METADATA, "%s must be text", field.getKey());
    }
    return field.getValue().asText();
  }

  private static Tensor tensor(String name, JsonNode node) {
    JsonNode typeName = node.path(TYPE);
    ElementType type = TYPES.get(typeName.asText());
    if (type == null) {
      throw problem(
          name,
          "its type is %s, not one of %s",
          typeName,
          TYPES.keySet().stream().sorted().toList());
    }
    long[] shape = longs(name, SHAPE, node.path(SHAPE));
    long[] offsets = longs(name, OFFSETS, node.path(OFFSETS));
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
      throw problem(name, "its %s are %s", OFFSETS, Arrays.toString(offsets));
    }
    long bytes;
    try {
      bytes = Shape.bytes(shape, type);
    } catch (IllegalArgumentException e) {
      throw problem(name, "%s", e.getMessage());
    }
    if (bytes != offsets[1] - offsets[0]) {
      throw problem(
          name,
          "it has %d bytes, but %s of shape %s has %d",
          offsets[1] - offsets[0],
          typeName.asText(),
          Arrays.toString(shape),
          bytes);
    }
    return new Tensor(type, shape, offsets[0], offsets[1]);
  }

  private static long[] longs(String name, String field, JsonNode node) {
    if (!node.isArray()) {
      throw problem(name, "its %s must be an array of numbers", field);
    }
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      if (!node.get(i).isIntegralNumber() || !node.get(i).canConvertToLong()) {
        throw problem(name, "its %s has %s", field, node.get(i));
      }
      values[i] = node.get(i).asLong();
    }
    return values;
  }

  private static IllegalArgumentException problem(String tensor, String what, Object... values) {
    return new IllegalArgumentException(
        "tensor \"" + tensor + "\": " + String.format(Locale.ROOT, what, values));
  }
}
