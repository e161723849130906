package org.attentionzoo.zoo.io;

import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.json.TypeNames;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayer;
import org.attentionzoo.zoo.untrusted.JsonLimits;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.JsonDeserializer;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.cfg.MapperConfig;
import org.nd4j.shade.jackson.databind.deser.DeserializationProblemHandler;
import org.nd4j.shade.jackson.databind.exc.InvalidTypeIdException;
import org.nd4j.shade.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * A network's configuration from JSON that may be anybody's. Before a class is loaded, the whole
 * tree has been walked: each class is {@linkplain TrustedClasses trusted}, each whole number fits
 * an int (sizes multiply as longs then), each array has as many numbers as its shape says.
 */
final class ConfigurationJson {

  private static final long MOST_VALUES = 300_000;

  /** Where DL4J and this library write the name of a class; DL4J's distributions the second. */
  private static final Set<String> CLASS_FIELDS = Set.of("@class", "type");

  /** Of what is stored by name: no class is looked for under them. */
  private static final Set<String> TYPE_NAMES =
      Stream.of(Score.class, Window.class, DecoderOrder.class)
          .flatMap(type -> TypeNames.of(type).stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final int HIGHEST_RANK = 8;

  private static final String SEED = "seed";

  /** Mappers learn the classes that they meet, which takes as long as a small model. */
  private static final ObjectMapper STANDARD = mapper(TrustedClasses.standard());

  private final TrustedClasses trusted;
  private final ObjectMapper mapper;

  ConfigurationJson(TrustedClasses trusted) {
    this.trusted = trusted;
    mapper = trusted.equals(TrustedClasses.standard()) ? STANDARD : mapper(trusted);
  }

  /**
   * @throws IllegalArgumentException if it is no configuration of a ComputationGraph, or names a
   *     class that is not trusted; says what and where
   */
  ComputationGraphConfiguration read(String json) {
    JsonLimits.check(json, MOST_VALUES);
    try {
      JsonNode root = mapper.readTree(json);
      if (!root.path("vertices").isObject()) {
        throw new IllegalArgumentException(
            root.has("confs")
                ? "it holds a MultiLayerNetwork, expected a ComputationGraph"
                : "it has no vertices");
      }
      check(root, "");
      checkVertices(root.get("vertices"));
      NumbersCheck.check(root);
      // as text once more, as DL4J looks for old formats in what its parser reads from
      return mapper.readValue(mapper.writeValueAsString(root), ComputationGraphConfiguration.class);
    } catch (JsonMappingException e) {
      throw new IllegalArgumentException(where(e) + reason(e), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(JsonLimits.reason(e), e);
    }
  }

  private String reason(JsonMappingException e) {
    if (e instanceof InvalidTypeIdException unknown) {
      String name = unknown.getTypeId();
      return name == null
          ? "the name of a class is missing"
          : trusted.trusts(name)
              ? "needs a class that is no "
                  + unknown.getBaseType().getRawClass().getSimpleName()
                  + " or not on the class path: "
                  + name
              : notTrusted(name);
    }
    if (e.getCause() != null && !(e.getCause() instanceof JsonProcessingException)) {
      return OneLine.reason(e.getCause());
    }
    return JsonLimits.reason(e);
  }

  private void check(JsonNode node, String path) {
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        check(node.get(i), path + '[' + i + ']');
      }
    } else if (node.isObject()) {
      checkArray(node, path);
      for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> field = it.next();
        String name = path.isEmpty() ? field.getKey() : path + '.' + field.getKey();
        if (CLASS_FIELDS.contains(field.getKey())) {
          checkClass(field.getValue(), name);
        }
        if (!(field.getKey().equals(SEED) && field.getValue().canConvertToLong())) {
          check(field.getValue(), name);
        }
      }
    } else if (node.isIntegralNumber() && !node.canConvertToInt()) {
      throw new IllegalArgumentException(path + " is " + node + ", beyond what an int holds");
    }
  }

  private void checkClass(JsonNode name, String path) {
    if (!name.isTextual()) {
      throw new IllegalArgumentException(path + " is " + name + ", expected the name of a class");
    }
    if (!TYPE_NAMES.contains(name.asText()) && !trusted.trusts(name.asText())) {
      throw new IllegalArgumentException(path + ": " + notTrusted(name.asText()));
    }
  }

  private static String notTrusted(String name) {
    return "needs a class that is not trusted: "
        + name
        + "; if it is yours, load with TrustedClasses.standard().and(…)";
  }

  /** ND4J makes an array of the shape around the numbers that are there. */
  private static void checkArray(JsonNode node, String path) {
    JsonNode shape = node.get("shape");
    JsonNode data = node.get("data");
    if (shape == null || data == null) {
      return;
    }
    long length = shape.size() <= HIGHEST_RANK ? 1 : -1;
    for (JsonNode dimension : shape) {
      boolean possible = dimension.canConvertToInt() && dimension.asInt() >= 0;
      length = possible && length >= 0 && length <= data.size() ? length * dimension.asInt() : -1;
    }
    if (!shape.isArray() || !data.isArray() || length != data.size()) {
      throw new IllegalArgumentException(
          path + " has " + data.size() + " numbers for the shape " + shape);
    }
  }

  /** DL4J looks into the layers of vertices while it reads them. */
  private static void checkVertices(JsonNode vertices) {
    for (Iterator<Map.Entry<String, JsonNode>> it = vertices.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> vertex = it.next();
      if (!vertex.getValue().path("@class").isTextual()) {
        throw new IllegalArgumentException("vertices." + vertex.getKey() + " has no @class");
      }
      boolean layer = vertex.getValue().get("@class").asText().endsWith(".LayerVertex");
      JsonNode variables = vertex.getValue().path("layerConf").path("variables");
      if (layer
          && !(vertex.getValue().path("layerConf").path("layer").isObject()
              && variables.isArray())) {
        throw new IllegalArgumentException("vertices." + vertex.getKey() + " has no layer");
      }
    }
  }

  /**
   * DL4J's mapper, which does not guess: no class that is not trusted in any notation, no old
   * format where the class is missing, no fraction for a whole number, no null for a number, no
   * unknown option of a class of this library.
   */
  private static ObjectMapper mapper(TrustedClasses trusted) {
    ObjectMapper mapper = JsonMappers.getMapper().copy();
    return mapper
        .setPolymorphicTypeValidator(new Validator(trusted))
        .addMixIn(IActivation.class, ByClass.class)
        .addMixIn(ILossFunction.class, ByClass.class)
        .addMixIn(Distribution.class, ByType.class)
        .addHandler(new NoUnknownOptions(mapper))
        .registerModule(WrittenNull.refused())
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
  }

  private static String where(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
            .collect(Collectors.joining());
    return path.isEmpty() ? "" : path.substring(path.startsWith(".") ? 1 : 0) + ": ";
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "@class")
  private interface ByClass {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "type")
  private interface ByType {}

  /** Asked by Jackson before it loads a class, whatever the notation. */
  private static final class Validator extends PolymorphicTypeValidator.Base {
    private static final long serialVersionUID = 1L;

    private final transient TrustedClasses trusted;

    Validator(TrustedClasses trusted) {
      this.trusted = trusted;
    }

    @Override
    public Validity validateBaseType(MapperConfig<?> config, JavaType base) {
      return Validity.INDETERMINATE; // each name is asked for
    }

    @Override
    public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
      return trusted.trusts(name) ? Validity.ALLOWED : Validity.DENIED;
    }
  }

  /** An option that this release does not know would change what the model computes. */
  private static final class NoUnknownOptions extends DeserializationProblemHandler {

    /** Of DL4J's SameDiff layers, which this library's were once; they had no effect. */
    private static final Set<String> FORMER = Set.of("paramWeightInit", "weightInit");

    private final ObjectMapper mapper;

    NoUnknownOptions(ObjectMapper mapper) {
      this.mapper = mapper;
    }

    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object owner,
        String name) {
      Class<?> type = owner instanceof Class<?> c ? c : owner.getClass();
      boolean former = PlannedLayer.class.isAssignableFrom(type) && FORMER.contains(name);
      if (type.getName().startsWith("org.attentionzoo.") && !former && !isWritten(type, name)) {
        throw new IllegalArgumentException(
            type.getSimpleName() + " has no option \"" + name + "\" in this release");
      }
      return false;
    }

    /** Getters without a setter stand in the JSON, too. */
    private boolean isWritten(Class<?> type, String name) {
      return mapper
          .getSerializationConfig()
          .introspect(mapper.constructType(type))
          .findProperties()
          .stream()
          .anyMatch(property -> property.getName().equals(name));
    }
  }
}
