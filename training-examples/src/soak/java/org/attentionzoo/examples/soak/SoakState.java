package org.attentionzoo.examples.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a program that has ended its work leaves: threads and open files, by their names.
 *
 * @param threads without their numbers
 * @param files with their paths
 */
record SoakState(List<String> threads, List<String> files) {

  /** No threads and no files. */
  static final SoakState NOTHING = new SoakState(List.of(), List.of());

  static SoakState now() throws IOException {
    List<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .map(thread -> thread.getName().replaceAll("\\d+", "N"))
            .toList();
    List<String> files = new ArrayList<>();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : open.toList()) {
        if (Files.exists(each)) { // not the folder that has just been listed
          files.add(Files.readSymbolicLink(each).toString());
        }
      }
    }
    return new SoakState(threads, files);
  }

  /** What is here and was not there before. */
  SoakState without(SoakState before) {
    return new SoakState(without(threads, before.threads), without(files, before.files));
  }

  private static List<String> without(List<String> all, List<String> some) {
    List<String> rest = new ArrayList<>(all);
    some.forEach(rest::remove); // each once
    return rest;
  }
}
