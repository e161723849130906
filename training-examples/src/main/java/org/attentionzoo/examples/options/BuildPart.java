package org.attentionzoo.examples.options;

import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Parts of the program that only some builds have, found by {@link ServiceLoader}. */
public final class BuildPart {
  private BuildPart() {}

  /**
   * The part of this build.
   *
   * @param type what it is
   * @param option asked for it
   * @param profile of a build that has it
   * @throws IllegalArgumentException if this build has none; says how to get it
   */
  public static <T> T of(Class<T> type, String option, String profile) {
    return find(type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    option
                        + " needs a build with -P"
                        + profile
                        + ": mvn -q -Dfast -DskipTests -P"
                        + profile
                        + " package"));
  }

  private static <T> Optional<T> find(Class<T> type) {
    try {
      return ServiceLoader.load(type).findFirst();
    } catch (ServiceConfigurationError leftFromAnEarlierBuild) {
      return Optional.empty();
    }
  }
}
