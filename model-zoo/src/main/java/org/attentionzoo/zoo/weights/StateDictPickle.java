package org.attentionzoo.zoo.weights;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.Unpickler;

/**
 * The pickle of a PyTorch state dict. A pickle is a program that can call any function by its name;
 * here it can call {@link TorchConstructors} and do what plain containers, text and numbers need.
 * Every other instruction and name ends the reading before anything is made of it.
 */
final class StateDictPickle extends Unpickler {

  /** Of 10,000 tensors with their optimizer's state. */
  private static final int MOST_INSTRUCTIONS = 1_000_000;

  private static final int LONGEST_NAME = 200;

  private static final Set<Short> ALLOWED =
      Set.of(
          Opcodes.MARK,
          Opcodes.STOP,
          Opcodes.BINFLOAT,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.NONE,
          Opcodes.BINPERSID,
          Opcodes.REDUCE,
          Opcodes.BINUNICODE,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.APPEND,
          Opcodes.APPENDS,
          Opcodes.BUILD,
          Opcodes.GLOBAL,
          Opcodes.STACK_GLOBAL,
          Opcodes.EMPTY_DICT,
          Opcodes.EMPTY_LIST,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.SETITEM,
          Opcodes.SETITEMS,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.MEMOIZE,
          Opcodes.PROTO,
          Opcodes.FRAME,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.LONG1);

  private int instructions;

  private StateDictPickle() {}

  /**
   * The object that the pickle makes: maps, lists, {@code Object[]} for tuples, text, numbers, and
   * {@link TorchConstructors.Tensor}.
   *
   * @throws IllegalArgumentException if it wants anything else, or is damaged; says what
   */
  static Object read(byte[] pickle) {
    try {
      return new StateDictPickle().load(new ByteArrayInputStream(pickle));
    } catch (EOFException e) {
      throw new IllegalArgumentException("its pickle ends too early", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("its pickle is damaged: " + e.getMessage(), e);
    } catch (PickleException | ClassCastException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("its pickle is damaged", e);
    }
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    if (!ALLOWED.contains(key)) {
      throw new IllegalArgumentException("its pickle has instruction " + key + ", refused");
    }
    if (++instructions > MOST_INSTRUCTIONS) {
      throw new IllegalArgumentException(
          "its pickle has more than " + MOST_INSTRUCTIONS + " instructions");
    }
    switch (key) {
      case Opcodes.BINUNICODE -> stack.add(text(littleEndian(4)));
      case Opcodes.SHORT_BINUNICODE -> stack.add(text(littleEndian(1)));
      case Opcodes.GLOBAL -> stack.add(TorchConstructors.of(line(), line()));
      case Opcodes.STACK_GLOBAL -> {
        Object name = stack.pop();
        stack.add(TorchConstructors.of(string(stack.pop()), string(name)));
      }
      case Opcodes.REDUCE -> {
        Object[] arguments = (Object[]) stack.pop();
        stack.add(((IObjectConstructor) stack.pop()).construct(arguments));
      }
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>()); // keeps its order
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        Object name = stack.pop();
        put(List.of(name == null ? "None" : name), value);
      }
      case Opcodes.SETITEMS -> putAll(stack.pop_all_since_marker());
      case Opcodes.BUILD -> stack.pop(); // attributes of a dictionary, such as versions of modules
      default -> {
        return super.dispatch(key);
      }
    }
    return NO_RETURN_VALUE;
  }

  private void put(List<Object> name, Object value) {
    List<Object> pair = new ArrayList<>(name);
    pair.add(value);
    putAll(pair);
  }

  /** Names are text or numbers: what else can be one could be compared without end. */
  @SuppressWarnings("unchecked")
  private void putAll(List<Object> pairs) {
    Map<Object, Object> map = (Map<Object, Object>) stack.peek();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      Object name = pairs.get(i);
      if (!(name instanceof String || name instanceof Number || name instanceof Boolean)) {
        throw new IllegalArgumentException("a name in its dictionaries is neither text nor number");
      }
      map.put(name, pairs.get(i + 1));
    }
  }

  /** A storage: {@code ("storage", type, key, device, numbers)}. */
  @Override
  protected Object persistentLoad(Object id) {
    return TorchConstructors.storage((Object[]) id);
  }

  private static String string(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("its pickle names something that is no text");
  }

  private long littleEndian(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) next() << (8 * i);
    }
    return value;
  }

  private int next() throws IOException {
    int value = input.read();
    if (value < 0) {
      throw new EOFException();
    }
    return value;
  }

  private String text(long length) throws IOException {
    if (length > input.available()) {
      throw new EOFException();
    }
    return new String(input.readNBytes((int) length), StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = next(); c != '\n'; c = next()) {
      if (line.length() == LONGEST_NAME) {
        throw new IllegalArgumentException("its pickle has a name of more than 200 characters");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
