package org.attentionzoo.zoo.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Changes lines of a YAML text. */
final class YamlMutator {

  /** In place of a value. */
  private static final List<String> VALUES =
      List.of(
          "0",
          "-1",
          "1",
          "2147483647",
          "2147483648",
          "-9223372036854775808",
          "9".repeat(60),
          "1e308",
          "1e999",
          "-0.5",
          ".nan",
          ".inf",
          "0x7fffffff",
          "0o777",
          "1_000",
          "12:30:45",
          "~",
          "",
          "true",
          "no",
          "transformer",
          "\"\\u0000\\uD800\"",
          "'",
          "\"",
          "[]",
          "{}",
          "[1, [2, {a: 3}]]",
          "{a: {b: {c: {d: {e: {f: {g: {h: {i: {j: 1}}}}}}}}}}",
          "[".repeat(2000),
          "[".repeat(2000) + "]".repeat(2000),
          "&a [x, x]",
          "*a",
          "&a [*a, *a]",
          "!!javax.script.ScriptEngineManager [!!java.net.URL [\"file:/\"]]",
          "!!binary aGFsbG8=",
          "!!set {a, b}",
          "!!float a",
          "|\n  many\n  lines",
          ">-\n  folded",
          "? a\n: b",
          "<<: *a",
          "- a\n- b",
          "\t1",
          "@a",
          "%YAML 9.9",
          "\u2028",
          "\uFEFF1",
          "x".repeat(100_000));

  private YamlMutator() {}

  static String mutate(String yaml, SplittableRandom random) {
    List<String> lines = new ArrayList<>(List.of(yaml.split("\n", -1)));
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      int place = random.nextInt(lines.size());
      String line = lines.get(place);
      int colon = line.indexOf(": ");
      String name = colon < 0 ? line.replaceAll("[^ -].*", "") : line.substring(0, colon + 2);
      switch (random.nextInt(10)) {
        case 0 -> lines.remove(place);
        case 1 -> lines.add(random.nextInt(lines.size()), line);
        case 2 -> lines.set(place, "  ".repeat(random.nextInt(4)) + line.strip());
        case 3 -> lines.set(place, name + lines.get(random.nextInt(lines.size())));
        case 4 ->
            lines.add(place, List.of("---", "...", "- a", "? b", "#", "a").get(random.nextInt(6)));
        default -> lines.set(place, name + VALUES.get(random.nextInt(VALUES.size())));
      }
      if (lines.isEmpty()) {
        return "";
      }
    }
    return String.join("\n", lines);
  }
}
