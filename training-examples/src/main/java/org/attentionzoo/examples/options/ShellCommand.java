package org.attentionzoo.examples.options;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands of this program that can be pasted into a shell. */
public final class ShellCommand {

  /** Where Maven builds the jar; named where the program runs from classes without a jar. */
  private static final Path BUILT =
      Path.of("training-examples", "target", "attention-zoo-examples.jar");

  private ShellCommand() {}

  /** A command with these arguments, in the folder that the program was started in. */
  public static String of(List<String> arguments) {
    return of(code(), Path.of("").toAbsolutePath(), arguments);
  }

  /**
   * A command with these arguments.
   *
   * @param code the jar that the program runs from, or something else
   * @param folder where the command will be given
   */
  static String of(Path code, Path folder, List<String> arguments) {
    Path jar = code.toString().endsWith(".jar") ? code : BUILT;
    Path shown = jar.startsWith(folder) ? folder.relativize(jar) : jar;
    return Stream.concat(Stream.of("java", "-jar", shown.toString()), arguments.stream())
        .map(argument -> argument.matches(".*\\s.*") ? '"' + argument + '"' : argument)
        .collect(Collectors.joining(" "));
  }

  private static Path code() {
    CodeSource source = ShellCommand.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? BUILT : Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      return BUILT;
    }
  }
}
