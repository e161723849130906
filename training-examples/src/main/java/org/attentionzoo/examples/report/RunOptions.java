package org.attentionzoo.examples.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * With what a model was trained: {@code options.json}.
 *
 * @param model the name to show, such as "bahdanau"
 * @param parameters number of trainable parameters
 * @param command the command line that repeats the run
 * @param options every option by its name without hyphens in front, defaults included, in order
 */
public record RunOptions(
    String model, long parameters, String command, Map<String, String> options) {

  public RunOptions {
    options =
        Collections.unmodifiableMap(
            new LinkedHashMap<>(Objects.requireNonNull(options, "options is missing")));
  }
}
