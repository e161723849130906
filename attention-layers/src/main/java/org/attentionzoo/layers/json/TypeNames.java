package org.attentionzoo.layers.json;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.databind.DatabindContext;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.jsontype.impl.TypeIdResolverBase;

/**
 * Types by name instead of by class, so that a class may be renamed without harm to saved models:
 *
 * <pre>{@code
 * @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = TypeNames.PROPERTY)
 * @JsonTypeIdResolver(TypeNames.class)
 * @JsonSubTypes(
 *     @JsonSubTypes.Type(
 *         value = Dot.class, name = "dot", names = "org.attentionzoo.layers.attention.Dot"))
 * }</pre>
 *
 * <p>{@code name} is written; {@code names} are read, too: those of the classes that older zips
 * name. Neither is ever taken away. A class that is not listed, such as a user's own, is written
 * and read by its class name.
 */
public final class TypeNames extends TypeIdResolverBase {

  /** The field that holds the name: DL4J's own, so that one place says what a file asks for. */
  public static final String PROPERTY = "@class";

  private final Map<String, Class<?>> types = new HashMap<>();
  private final Map<Class<?>, String> names = new HashMap<>();
  private JavaType base;

  /** For Jackson. */
  public TypeNames() {}

  /**
   * The names of a common supertype's implementations, without those of classes.
   *
   * @param type has {@link JsonSubTypes}
   */
  public static Set<String> of(Class<?> type) {
    return Stream.of(listed(Arguments.given("type", type)).value())
        .map(JsonSubTypes.Type::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void init(JavaType baseType) {
    base = baseType;
    for (JsonSubTypes.Type type : listed(baseType.getRawClass()).value()) {
      names.put(type.value(), type.name());
      types.put(type.name(), type.value());
      for (String old : type.names()) {
        types.put(old, type.value());
      }
    }
  }

  /** The list is on the common supertype; Jackson may ask for one of those listed. */
  private static JsonSubTypes listed(Class<?> type) {
    JsonSubTypes own = type.getAnnotation(JsonSubTypes.class);
    return own != null
        ? own
        : Stream.concat(Stream.of(type.getInterfaces()), Stream.ofNullable(type.getSuperclass()))
            .map(TypeNames::listed)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  @Override
  public String idFromValue(Object value) {
    return idFromValueAndType(value, value.getClass());
  }

  @Override
  public String idFromValueAndType(Object value, Class<?> type) {
    return names.getOrDefault(type, type.getName());
  }

  @Override
  public JavaType typeFromId(DatabindContext context, String id) throws IOException {
    Class<?> named = types.get(id);
    return named != null
        ? context.constructSpecializedType(base, named)
        : context.resolveAndValidateSubType( // null if there is none, which Jackson reports
            base, id, context.getConfig().getPolymorphicTypeValidator());
  }

  @Override
  public String getDescForKnownTypeIds() {
    return names.values().stream().sorted().toList().toString();
  }

  @Override
  public JsonTypeInfo.Id getMechanism() {
    return JsonTypeInfo.Id.CUSTOM;
  }
}
