package org.attentionzoo.zoo.hostile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A right value of each type of the library's methods, new at each call, and as small as can be.
 */
final class GoodValues {

  /** No value of the type is known. */
  static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknown(Class<?> type, Throwable why) {
      super(type.getName() + (why == null ? "" : ": " + why), why);
    }
  }

  private static final Map<Class<?>, Callable<?>> VALUES = new HashMap<>();
  static final List<String> TOKENS = List.of("a", "b", "c", "d");
  static final Path FOLDER = folder();

  private GoodValues() {}

  static {
    put(boolean.class, () -> true);
    put(int.class, () -> 2);
    put(long.class, () -> 2L);
    put(double.class, () -> 0.5);
    put(float.class, () -> 0.5f);
    put(Object.class, Object::new);
    put(Integer.class, () -> 2);
    put(Long.class, () -> 2L);
    put(Number.class, () -> 2L);
    put(Double.class, () -> 0.5);
    put(String.class, () -> "a");
    put(byte[].class, () -> new byte[] {1});
    put(Path.class, () -> Files.writeString(Files.createTempFile(FOLDER, "a", ".tsv"), "a\tb\n"));
    put(InputStream.class, () -> new ByteArrayInputStream(new byte[] {'a', '\n'}));
    put(Instant.class, () -> Instant.EPOCH);
    put(RandomGenerator.class, () -> new Random(1));
    put(LongPredicate.class, () -> (LongPredicate) line -> true);
    put(Consumer.class, () -> (Consumer<Object>) value -> {});
    put(Supplier.class, () -> (Supplier<Object>) () -> null);
    put(IntFunction.class, () -> (IntFunction<INDArray>) n -> Nd4j.ones(DataType.FLOAT, n, 4));
    put(Function.class, Function::identity);
    put(INDArray.class, () -> Nd4j.ones(DataType.FLOAT, 2, 3));
    put(DataType.class, () -> DataType.FLOAT);
    put(Class.class, () -> String.class);
    LayerValues.putAll();
    ModelValues.putAll();
    TextValues.putAll();
  }

  static <T> void put(Class<T> type, Callable<? extends T> value) {
    VALUES.put(type, value);
  }

  @SuppressWarnings("unchecked") // primitive types have wrapped values
  static <T> T of(Class<T> type) {
    return (T) of((Type) type);
  }

  static Object of(Type type) {
    Class<?> raw = BadValues.raw(type);
    try {
      if (VALUES.containsKey(raw)) {
        return VALUES.get(raw).call();
      } else if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
        return List.of(of(BadValues.argument(type, 0)));
      } else if (raw == Map.class) {
        return Map.of(of(BadValues.argument(type, 0)), of(BadValues.argument(type, 1)));
      } else if (raw == Optional.class) {
        return Optional.of(of(BadValues.argument(type, 0)));
      } else if (raw.isEnum()) {
        return raw.getEnumConstants()[0];
      } else if (raw.isArray()) {
        Object array = Array.newInstance(raw.getComponentType(), 2);
        Array.set(array, 0, of(raw.getComponentType()));
        Array.set(array, 1, of(raw.getComponentType()));
        return array;
      } else if (raw.isRecord()) {
        return record(raw);
      }
      return built(raw);
    } catch (Unknown e) {
      throw e;
    } catch (Exception e) {
      throw new Unknown(raw, e instanceof InvocationTargetException ? e.getCause() : e);
    }
  }

  private static Object record(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] parts = type.getRecordComponents();
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(parts).map(p -> of(p.getGenericType())).toArray();
    return type.getDeclaredConstructor(types).newInstance(values);
  }

  /** Of a builder in the class, or of a constructor that takes nothing. */
  private static Object built(Class<?> type) throws ReflectiveOperationException {
    for (Class<?> inner : type.getClasses()) {
      if (inner.getSimpleName().equals("Builder") && VALUES.containsKey(inner)) {
        Object builder = of(inner);
        return inner.getMethod("build").invoke(builder);
      }
    }
    for (Constructor<?> constructor : type.getConstructors()) {
      if (constructor.getParameterCount() == 0 && !Modifier.isAbstract(type.getModifiers())) {
        return constructor.newInstance();
      }
    }
    throw new Unknown(type, null);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("hostile-api");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
