package org.attentionzoo.zoo.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;

/** What the pickle of a state dict may name: nothing else of Python exists. */
final class TorchConstructors {

  private static final Map<String, ElementType> STORAGES =
      Map.of(
          "DoubleStorage", ElementType.FLOAT64,
          "FloatStorage", ElementType.FLOAT32,
          "HalfStorage", ElementType.FLOAT16,
          "BFloat16Storage", ElementType.BFLOAT16,
          "LongStorage", ElementType.INT64,
          "IntStorage", ElementType.INT32,
          "ShortStorage", ElementType.INT16,
          "CharStorage", ElementType.INT8,
          "ByteStorage", ElementType.UINT8,
          "BoolStorage", ElementType.BOOL);

  /** The type of a storage, which is named and never called. */
  private record StorageType(ElementType type) implements IObjectConstructor {
    @Override
    public Object construct(Object[] arguments) {
      throw new IllegalArgumentException("its pickle calls the type of a storage");
    }
  }

  /** Numbers in an entry of their own. */
  record Storage(String key, ElementType type, long size) {}

  /** A tensor, of which nothing has been checked. */
  record Tensor(Storage storage, long offset, long[] shape, long[] strides) {}

  private TorchConstructors() {}

  /**
   * @throws IllegalArgumentException if the name is not allowed
   */
  static IObjectConstructor of(String module, String name) {
    ElementType storage = STORAGES.get(name);
    if (storage != null && module.equals("torch")) {
      return new StorageType(storage);
    }
    return switch (module + "." + name) {
      case "collections.OrderedDict" -> TorchConstructors::dictionary;
      case "torch._utils._rebuild_tensor_v2" -> TorchConstructors::tensor;
      case "torch._utils._rebuild_parameter" -> TorchConstructors::parameter;
      default ->
          throw new IllegalArgumentException(
              "its pickle names "
                  + module
                  + "."
                  + name
                  + ", which no state dict of tensors needs; save model.state_dict() alone");
    };
  }

  private static Object dictionary(Object[] arguments) {
    require(arguments.length == 0, "OrderedDict");
    return new LinkedHashMap<>();
  }

  /** storage, offset, sizes, strides, requires_grad, backward_hooks, metadata if any. */
  private static Object tensor(Object[] arguments) {
    require(
        (arguments.length == 6 || arguments.length == 7)
            && arguments[0] instanceof Storage
            && arguments[2] instanceof Object[]
            && arguments[3] instanceof Object[],
        "_rebuild_tensor_v2");
    return new Tensor(
        (Storage) arguments[0],
        number(arguments[1]),
        numbers((Object[]) arguments[2]),
        numbers((Object[]) arguments[3]));
  }

  /** tensor, requires_grad, backward_hooks. */
  private static Object parameter(Object[] arguments) {
    require(arguments.length == 3 && arguments[0] instanceof Tensor, "_rebuild_parameter");
    return arguments[0];
  }

  static Storage storage(Object[] id) {
    require(
        id.length == 5
            && "storage".equals(id[0])
            && id[1] instanceof StorageType
            && id[2] instanceof String,
        "a storage");
    return new Storage((String) id[2], ((StorageType) id[1]).type(), number(id[4]));
  }

  private static long[] numbers(Object[] values) {
    long[] numbers = new long[values.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(values[i]);
    }
    return numbers;
  }

  private static long number(Object value) {
    require(value instanceof Integer || value instanceof Long, "a size");
    return ((Number) value).longValue();
  }

  private static void require(boolean right, String what) {
    if (!right) {
      throw new IllegalArgumentException("its pickle makes " + what + " of the wrong parts");
    }
  }
}
