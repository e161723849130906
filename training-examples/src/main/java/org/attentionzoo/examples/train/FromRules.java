package org.attentionzoo.examples.train;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Which options go with {@code --from} and which without.
 *
 * @param from the model to begin with; null for a new one
 * @param tuning what becomes of it
 */
record FromRules(Path from, FineTuningOptions tuning) {

  /**
   * @throws IllegalArgumentException if an option has no meaning beside the others; names it
   */
  void check(ParseResult parsed) {
    if (from == null) {
      checkNothingOfFineTuning(parsed);
    } else {
      checkNothingOfTheModel(parsed);
    }
  }

  private void checkNothingOfTheModel(ParseResult parsed) {
    for (OptionSpec option : ofTheModel(parsed.commandSpec())) {
      require(
          !parsed.hasMatchedOption(option),
          option.longestName() + " has no meaning with --from: " + from + " has its own");
    }
  }

  private static void checkNothingOfFineTuning(ParseResult parsed) {
    for (OptionSpec option : parsed.commandSpec().mixins().get("tuning").options()) {
      require(
          !parsed.hasMatchedOption(option),
          option.longestName() + " has no meaning without --from, a saved model");
    }
  }

  /** The options that say what a saved model knows and nothing changes. */
  private List<OptionSpec> ofTheModel(CommandSpec spec) {
    return Stream.of("text", "model")
        .filter(mixin -> !(mixin.equals("text") && tuning.learns()))
        .flatMap(mixin -> spec.mixins().get(mixin).options().stream())
        .filter(option -> !ModelOptions.OF_SAVED_MODELS.contains(option.longestName()))
        .filter(option -> !(option.longestName().equals("--min-frequency") && tuning.counts()))
        .toList();
  }

  /** The options by name without hyphens in front, defaults included. */
  Map<String, String> arguments(ParseResult parsed) {
    List<OptionSpec> without = from == null ? List.of() : ofTheModel(parsed.commandSpec());
    Map<String, String> arguments = new LinkedHashMap<>();
    for (OptionSpec option : parsed.commandSpec().options()) {
      Object value = option.getValue();
      String name = option.longestName();
      boolean kept = ModelOptions.OF_SAVED_MODELS.contains(name) && from != null;
      boolean none = value instanceof Collection<?> values && values.isEmpty();
      if (value != null
          && !none
          && !without.contains(option)
          && (!kept || parsed.hasMatchedOption(option))) {
        arguments.put(option.longestName().substring(2), value.toString());
      }
    }
    return arguments;
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }
}
