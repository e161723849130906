package org.attentionzoo.examples.benchmark;

import java.util.List;
import java.util.Map;

/**
 * A way to run a program, such as its number of threads.
 *
 * @param name as told in results; empty for the program as it comes
 * @param environment variables added to those of this process
 * @param arguments added to the program's own
 */
record Setting(String name, Map<String, String> environment, List<String> arguments) {
  /** The program as it comes. */
  static final Setting PLAIN = new Setting("", Map.of(), List.of());
}
