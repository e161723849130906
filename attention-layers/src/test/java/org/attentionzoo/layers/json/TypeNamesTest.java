package org.attentionzoo.layers.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.annotation.JsonTypeIdResolver;
import org.nd4j.shade.jackson.databind.exc.InvalidTypeIdException;

class TypeNamesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = TypeNames.PROPERTY)
  @JsonTypeIdResolver(TypeNames.class)
  @JsonSubTypes({
    @JsonSubTypes.Type(
        value = Square.class,
        name = "square",
        names = {"org.old.Square", "org.older.Box"}),
    @JsonSubTypes.Type(value = Dot.class, name = "dot")
  })
  interface Shape {}

  record Square(@JsonProperty("side") int side) implements Shape {}

  record Dot() implements Shape {}

  /** Of a user, who cannot list it. */
  record Circle(@JsonProperty("radius") int radius) implements Shape {}

  record Picture(@JsonProperty("shape") Shape shape) {}

  @Test
  void theNameIsWritten() throws Exception {
    assertThat(MAPPER.writeValueAsString(new Picture(new Square(2))))
        .isEqualTo("{\"shape\":{\"@class\":\"square\",\"side\":2}}");
    assertThat(MAPPER.writeValueAsString(new Picture(new Dot())))
        .isEqualTo("{\"shape\":{\"@class\":\"dot\"}}");
  }

  @Test
  void theNameIsWrittenWhereTheTypeIsKnown() throws Exception {
    assertThat(MAPPER.writerFor(Square.class).writeValueAsString(new Square(2)))
        .isEqualTo("{\"@class\":\"square\",\"side\":2}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"square", "org.old.Square", "org.older.Box"})
  void newAndOldNamesAreRead(String name) throws Exception {
    assertThat(read(name)).isEqualTo(new Square(2));
  }

  @Test
  void aClassThatIsNotListedKeepsItsClassName() throws Exception {
    String json = MAPPER.writerFor(Shape.class).writeValueAsString(new Circle(3));
    assertThat(json).contains("\"@class\":\"" + Circle.class.getName() + '"');
    assertThat(MAPPER.readValue(json, Shape.class)).isEqualTo(new Circle(3));
  }

  @Test
  void anUnknownNameIsToldWithTheKnownOnes() {
    assertThatExceptionOfType(InvalidTypeIdException.class)
        .isThrownBy(() -> read("triangle"))
        .withMessageContaining("'triangle'")
        .withMessageContaining("[dot, square]");
  }

  @Test
  void aClassOfAnotherKindIsRefused() {
    assertThatExceptionOfType(InvalidTypeIdException.class)
        .isThrownBy(() -> read("java.util.ArrayList"))
        .withMessageContaining("Not a subtype");
  }

  private static Shape read(String name) throws JsonProcessingException {
    return MAPPER.readValue("{\"@class\": \"" + name + "\", \"side\": 2}", Shape.class);
  }
}
