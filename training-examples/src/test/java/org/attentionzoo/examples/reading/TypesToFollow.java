package org.attentionzoo.examples.reading;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How many types of the project one has to open to follow what runs: attention forward, a step of
 * {@code fit}, a translation. Run it by hand before and after a change of the structure; {@code
 * --names} lists them.
 */
final class TypesToFollow {
  private static final String LAYERS = "org.attentionzoo.layers.";
  private static final String ADDITIVE = LAYERS + "attention.Attention.define";
  private static final String HEADS = LAYERS + "transformer.MultiHeadSelfAttention.define";

  private static final String RUNTIME = LAYERS + "runtime.";

  static final String DEFINITION = ", its definition";

  /** What a graph makes of what an author writes. */
  private static final Pattern BEHIND_THE_GRAPH =
      Pattern.compile(Pattern.quote(RUNTIME) + "(?!LayerGraph$|Arithmetic$).*");

  /** What is behind the door to fast paths. */
  private static final Pattern FAST =
      Pattern.compile(Pattern.quote(LAYERS) + "fused\\.(?!Fused$).*");

  /** Matrix products, exponentials, threads: what a paper does not explain either. */
  private static final Pattern PARTS = Pattern.compile(Pattern.quote(LAYERS) + "kernel\\..*");

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
    put(
        result,
        "additive attention",
        passed.get(ADDITIVE),
        passed.get(PASSAGES + "additiveForward"));
    put(
        result,
        "multi-head attention",
        passed.get(HEADS),
        passed.get(PASSAGES + "multiHeadForward"));
    result.put("a step of fit, attention RNN", passed.get(PASSAGES + "fitStep"));
    result.put("a translation, attention RNN", passed.get(PASSAGES + "translation"));
    return result;
  }

  private static void put(
      Map<String, Set<String>> result, String what, Set<String> defining, Set<String> forward) {
    Set<String> all = new TreeSet<>(defining);
    forward.stream().filter(type -> !type.startsWith(RUNTIME)).forEach(all::add);
    result.put(what + DEFINITION, without(defining, FAST, PARTS, BEHIND_THE_GRAPH));
    result.put(what + ", and its fast path", without(all, PARTS, BEHIND_THE_GRAPH));
    result.put(what + ", and all beneath but the runtime", all);
  }

  private static Set<String> without(Set<String> types, Pattern... hidden) {
    Set<String> rest = new TreeSet<>(types);
    for (Pattern pattern : hidden) {
      rest.removeIf(pattern.asMatchPredicate());
    }
    return rest;
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
}
