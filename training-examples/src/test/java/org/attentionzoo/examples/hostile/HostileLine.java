package org.attentionzoo.examples.hostile;

import java.util.List;

/**
 * Arguments with one thing wrong.
 *
 * @param arguments the whole line, the name of the command first
 * @param named words of which a clear message says at least one: the option, the file
 * @param notFinite whether a number among them is NaN or infinite
 */
record HostileLine(List<String> arguments, List<String> named, boolean notFinite) {

  HostileLine(List<String> arguments, List<String> named) {
    this(arguments, named, false);
  }

  @Override
  public String toString() {
    return String.join(" ", arguments).replaceAll("\\p{Cntrl}", "?");
  }
}
