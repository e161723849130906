package org.attentionzoo.examples.reading;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many types of the project one has to open to follow what runs: attention forward, a step of
 * {@code fit}, a translation. Run it by hand before and after a change of the structure; {@code
 * --names} lists them.
 */
final class TypesToFollow {
  private static final String LAYERS = "org.attentionzoo.layers.";
  private static final String ADDITIVE = LAYERS + "attention.Attention.define";
  private static final String HEADS = LAYERS + "transformer.MultiHeadSelfAttention.define";

  /** Matrix products, exponentials, threads: what a paper does not explain either. */
  private static final String PARTS = LAYERS + "kernel.";

  private static final String PASSAGES = Passages.class.getName() + '.';

  private TypesToFollow() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    measure()
        .forEach(
            (what, types) -> {
              System.out.printf("%4d  %s%n", types.size(), what);
              if (args.length > 0) {
                types.forEach(type -> System.out.println("        " + type));
              }
            });
  }

  /** What is followed → the names of the types. */
  static Map<String, Set<String>> measure() throws IOException, InterruptedException {
    Map<String, Set<String>> passed = run();
    Map<String, Set<String>> result = new LinkedHashMap<>();
    result.put("additive attention: definition", passed.get(ADDITIVE));
    result.put("… and its fast path", followed(passed, ADDITIVE, "additiveForward", PARTS));
    result.put("… and what that is made of", followed(passed, ADDITIVE, "additiveForward", ""));
    result.put("multi-head attention: definition", passed.get(HEADS));
    result.put("… and its fast path ", followed(passed, HEADS, "multiHeadForward", PARTS));
    result.put("… and what that is made of ", followed(passed, HEADS, "multiHeadForward", ""));
    result.put("a step of fit, attention RNN", passed.get(PASSAGES + "fitStep"));
    result.put("a translation, attention RNN", passed.get(PASSAGES + "translation"));
    return result;
  }

  private static Map<String, Set<String>> run() throws IOException, InterruptedException {
    return TypesPassed.of(
        Passages.class,
        Set.of(
            ADDITIVE,
            HEADS,
            PASSAGES + "additiveForward",
            PASSAGES + "multiHeadForward",
            PASSAGES + "fitStep",
            PASSAGES + "translation"));
  }

  /** The definition and what computes its numbers, without the runtime that calls both. */
  private static Set<String> followed(
      Map<String, Set<String>> passed, String definition, String forward, String without) {
    Set<String> types = new TreeSet<>(passed.get(definition));
    passed.get(PASSAGES + forward).stream()
        .filter(type -> !type.startsWith(LAYERS + "runtime."))
        .filter(type -> without.isEmpty() || !type.startsWith(without))
        .forEach(types::add);
    return types;
  }
}
