package org.attentionzoo.examples.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.AttentionZoo;

/** The program in a JVM of its own. */
public final class ChildJvm {

  private ChildJvm() {}

  /** A command line with the class path of the tests. */
  public static List<String> command(List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(AttentionZoo.class.getName());
    command.addAll(arguments);
    return command;
  }
}
