package org.attentionzoo.examples;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Where the jar starts. Knows the JDK only: the jar's libraries lie in a folder beside it, and one
 * that was moved alone has none of them.
 */
public final class Main {
  private Main() {}

  /** Runs the commands, or says which files are missing. */
  public static void main(String[] args) throws IOException, URISyntaxException {
    Path jar =
        Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toAbsolutePath();
    List<Path> missing = Files.isRegularFile(jar) ? missing(jar) : List.of();
    if (missing.isEmpty()) {
      AttentionZoo.main(args);
    } else {
      System.err.println(message(jar, missing));
      System.exit(1);
    }
  }

  /** What the jar's class path names and nobody finds there. */
  static List<Path> missing(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String classPath =
          file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return Stream.of(classPath == null ? new String[0] : classPath.trim().split(" +"))
          .filter(name -> !name.isEmpty())
          .map(jar::resolveSibling)
          .filter(library -> !Files.exists(library))
          .toList();
    }
  }

  static String message(Path jar, List<Path> missing) {
    Path first = missing.get(0);
    String what =
        Files.isDirectory(first.getParent())
            ? first + (missing.size() == 1 ? "" : " and " + (missing.size() - 1) + " others")
            : "the folder " + first.getParent();
    return "error: "
        + what
        + " is missing; "
        + jar.getFileName()
        + " needs the libraries that the build puts beside it, so move or copy both together";
  }
}
