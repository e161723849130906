package org.attentionzoo.zoo.hostile;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Values of each type that no caller should give, and some that a careless one may. */
final class BadValues {

  /** A value with how it is shown. */
  record Bad(Object value, String shown) {
    boolean isNotFinite() {
      return value instanceof Number n
          && (Double.isNaN(n.doubleValue()) || Double.isInfinite(n.doubleValue()));
    }
  }

  private BadValues() {}

  static List<Bad> of(Type type) {
    Class<?> raw = raw(type);
    List<Bad> bad = new ArrayList<>();
    if (!raw.isPrimitive()) {
      bad.add(new Bad(null, "null"));
    }
    if (raw == int.class || raw == Integer.class) {
      numbers(bad, 0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE);
    } else if (raw == long.class || raw == Long.class) {
      numbers(bad, 0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62);
    } else if (raw == double.class || raw == Double.class || raw == Number.class) {
      numbers(bad, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1.0, 1e308);
    } else if (raw == float.class) {
      numbers(bad, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1f);
    } else if (raw == String.class) {
      add(bad, "", "\0", "no such thing");
    } else if (raw == Path.class) {
      add(bad, Path.of(""), Path.of("no", "such", "file"), Path.of(".").toAbsolutePath());
    } else if (raw == INDArray.class) {
      arrays(bad);
    } else if (raw.isArray()) {
      arraysOf(bad, raw.getComponentType());
    } else if (Collection.class.isAssignableFrom(raw) || raw == Iterable.class) {
      lists(bad, argument(type, 0));
    } else if (raw == Map.class) {
      maps(bad, argument(type, 0), argument(type, 1));
    }
    return bad;
  }

  private static void numbers(List<Bad> bad, Number... values) {
    for (Number value : values) {
      bad.add(new Bad(value, value.toString()));
    }
  }

  private static void add(List<Bad> bad, Object... values) {
    for (Object value : values) {
      bad.add(new Bad(value, '"' + value.toString().replace("\0", "\\0") + '"'));
    }
  }

  private static void arrays(List<Bad> bad) {
    bad.add(new Bad(Nd4j.scalar(1f), "scalar"));
    bad.add(new Bad(Nd4j.empty(DataType.FLOAT), "empty"));
    bad.add(new Bad(Nd4j.create(DataType.FLOAT, 2, 1, 2, 1), "rank 4"));
    bad.add(new Bad(Nd4j.valueArrayOf(new long[] {2, 3}, Float.NaN, DataType.FLOAT), "NaN"));
    bad.add(new Bad(Nd4j.valueArrayOf(new long[] {2, 3}, -1, DataType.INT), "ids of -1"));
    bad.add(new Bad(Nd4j.create(DataType.INT8, 1, 3), "bytes"));
    bad.add(new Bad(Nd4j.create(DataType.FLOAT, 3, 2).transpose(), "transposed"));
    INDArray closed = Nd4j.create(DataType.FLOAT, 1 << 20);
    closed.close();
    bad.add(new Bad(closed, "closed"));
  }

  private static void arraysOf(List<Bad> bad, Class<?> component) {
    bad.add(new Bad(Array.newInstance(component, 0), "[]"));
    for (Bad element : of(component)) {
      Object array = Array.newInstance(component, 1);
      Array.set(array, 0, element.value);
      bad.add(new Bad(array, '[' + element.shown + ']'));
    }
  }

  private static void lists(List<Bad> bad, Type element) {
    bad.add(new Bad(List.of(), "[]"));
    for (Bad each : of(element)) {
      bad.add(new Bad(Collections.singletonList(each.value), '[' + each.shown + ']'));
    }
  }

  private static void maps(List<Bad> bad, Type key, Type value) {
    bad.add(new Bad(Map.of(), "{}"));
    Object goodKey = GoodValues.of(key);
    Object goodValue = GoodValues.of(value);
    bad.add(new Bad(Collections.singletonMap(null, goodValue), "{null=…}"));
    for (Bad each : of(value)) {
      bad.add(new Bad(Collections.singletonMap(goodKey, each.value), "{…=" + each.shown + '}'));
    }
  }

  static Class<?> raw(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    } else if (type instanceof ParameterizedType p) {
      return (Class<?>) p.getRawType();
    } else if (type instanceof WildcardType w) {
      return raw(w.getUpperBounds()[0]);
    } else if (type instanceof GenericArrayType a) {
      return Array.newInstance(raw(a.getGenericComponentType()), 0).getClass();
    }
    return raw(((TypeVariable<?>) type).getBounds()[0]);
  }

  static Type argument(Type type, int index) {
    if (type instanceof WildcardType wildcard) {
      return argument(wildcard.getUpperBounds()[0], index);
    }
    return type instanceof ParameterizedType p
        ? p.getActualTypeArguments()[Math.min(index, p.getActualTypeArguments().length - 1)]
        : Object.class;
  }

  static String shown(Type[] types) {
    return String.join(", ", Arrays.stream(types).map(t -> raw(t).getSimpleName()).toList());
  }
}
