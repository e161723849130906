package org.attentionzoo.zoo.io;

import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonDeserializer;
import org.nd4j.shade.jackson.databind.JsonMappingException;
import org.nd4j.shade.jackson.databind.Module;
import org.nd4j.shade.jackson.databind.deser.std.DelegatingDeserializer;
import org.nd4j.shade.jackson.databind.deser.std.NumberDeserializers;
import org.nd4j.shade.jackson.databind.module.SimpleModule;

/**
 * Refuses a null that is written for an option which cannot be null: Jackson makes 0 of it. One
 * that is absent has its default. (Jackson's own feature refuses both, and DL4J's classes name
 * options in constructors that they never write.)
 */
final class WrittenNull extends DelegatingDeserializer {
  private static final long serialVersionUID = 1L;

  private WrittenNull(JsonDeserializer<?> delegate) {
    super(delegate);
  }

  static Module refused() {
    SimpleModule module = new SimpleModule("WrittenNull");
    add(module, double.class);
    add(module, float.class);
    add(module, long.class);
    add(module, int.class);
    add(module, boolean.class);
    return module;
  }

  private static <T> void add(SimpleModule module, Class<T> primitive) {
    @SuppressWarnings("unchecked") // it reads what its delegate reads
    JsonDeserializer<T> reader =
        (JsonDeserializer<T>)
            (JsonDeserializer<?>)
                new WrittenNull(NumberDeserializers.find(primitive, primitive.getName()));
    module.addDeserializer(primitive, reader);
  }

  @Override
  protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
    return new WrittenNull(delegate);
  }

  @Override
  public Object getNullValue(DeserializationContext context) throws JsonMappingException {
    if (context.getParser().hasToken(JsonToken.VALUE_NULL)) {
      return context.reportInputMismatch(
          this, "is null, expected a value of type %s", handledType().getSimpleName());
    }
    return super.getNullValue(context);
  }
}
