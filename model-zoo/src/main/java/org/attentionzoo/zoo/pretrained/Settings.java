package org.attentionzoo.zoo.pretrained;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.attentionzoo.zoo.download.Download;

/**
 * Where models are looked for, as the user of a machine sets it: by system property or, where there
 * is none, by environment variable.
 *
 * @param home folder of the cache
 * @param registry of an organisation
 * @param offline whether nothing is asked of a server
 */
record Settings(Path home, Optional<URI> registry, boolean offline) {

  private static final String HOME = "attentionzoo.home";
  private static final String REGISTRY = "attentionzoo.registry";
  private static final String OFFLINE = "attentionzoo.offline";

  /**
   * Those of this process.
   *
   * @throws IllegalArgumentException if a value means nothing; names its variable
   */
  static Settings ofProcess() {
    return of(System::getProperty, System::getenv);
  }

  static Settings of(UnaryOperator<String> properties, UnaryOperator<String> environment) {
    Setting home = Setting.of(HOME, properties, environment);
    Setting registry = Setting.of(REGISTRY, properties, environment);
    Setting offline = Setting.of(OFFLINE, properties, environment);
    return new Settings(
        home.value() == null ? Path.of(properties.apply("user.home"), ".attentionzoo") : path(home),
        registry.value() == null ? Optional.empty() : Optional.of(uri(registry)),
        offline.value() != null && isTrue(offline));
  }

  /** A value and what it is called where it was set; the value is null where it was not. */
  private record Setting(String name, String value) {

    static Setting of(
        String property, UnaryOperator<String> properties, UnaryOperator<String> environment) {
      String variable = property.replace('.', '_').toUpperCase(Locale.ROOT);
      String value = properties.apply(property);
      Setting found =
          value == null
              ? new Setting(variable, environment.apply(variable))
              : new Setting(property, value);
      return found.value() == null || found.value().isBlank()
          ? new Setting(found.name(), null)
          : new Setting(found.name(), found.value().strip());
    }

    IllegalArgumentException wrong(String expected) {
      return new IllegalArgumentException(
          name + " must be " + expected + ", but is \"" + value + '"');
    }
  }

  private static Path path(Setting home) {
    try {
      return Path.of(home.value());
    } catch (InvalidPathException e) {
      throw home.wrong("a folder");
    }
  }

  private static URI uri(Setting registry) {
    try {
      return Download.checkKind(URI.create(registry.value()));
    } catch (IllegalArgumentException e) {
      throw registry.wrong(
          "the address of a registry, such as https://example.org/models/registry.json");
    }
  }

  private static boolean isTrue(Setting offline) {
    return switch (offline.value().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw offline.wrong("true or false");
    };
  }
}
