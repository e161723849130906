package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What executors lack: the program and its libraries, without Spark and what Spark is made of. */
final class Libraries {

  private static final Predicate<String> SPARKS_OWN =
      file ->
          file.matches(
              "(spark|scala|hadoop|zookeeper|netty|rocksdbjni|log4j|jul-to|jcl-over|slf4j|logback)-.*");

  private Libraries() {}

  /**
   * Jars for executors, with commas in between.
   *
   * @param given what is sent anyway, with commas in between: spark-submit names the program and
   *     {@code --jars}
   */
  static String with(String given) {
    return with(given, program());
  }

  /**
   * Likewise.
   *
   * @param program its libraries lie in the folder lib beside it; a folder of classes, which cannot
   *     be sent, adds nothing
   */
  static String with(String given, Path program) {
    Map<String, String> byName = new LinkedHashMap<>(); // no jar twice
    Stream.of(given.split(","))
        .filter(jar -> !jar.isBlank())
        .forEach(jar -> byName.put(jar.substring(jar.lastIndexOf('/') + 1), jar.trim()));
    for (Path jar : jars(program)) {
      byName.putIfAbsent(jar.getFileName().toString(), jar.toString());
    }
    return String.join(",", byName.values());
  }

  private static Path program() {
    try {
      return Path.of(Libraries.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class from an address that is none", e);
    }
  }

  private static Collection<Path> jars(Path program) {
    if (!Files.isRegularFile(program)) {
      return Stream.<Path>of().toList();
    }
    Path lib = program.resolveSibling("lib");
    if (!Files.isDirectory(lib)) {
      return Stream.of(program).toList();
    }
    try (Stream<Path> libraries = Files.list(lib)) {
      return Stream.concat(Stream.of(program), libraries.sorted().filter(Libraries::isMissing))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(lib + " cannot be read", e);
    }
  }

  private static boolean isMissing(Path library) {
    String name = library.getFileName().toString();
    return name.endsWith(".jar") && !SPARKS_OWN.test(name);
  }
}
