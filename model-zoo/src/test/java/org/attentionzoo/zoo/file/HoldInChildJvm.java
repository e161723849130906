package org.attentionzoo.zoo.file;

import java.io.IOException;
import java.nio.file.Path;

/** Holds a folder as another process would, or says why it cannot. */
final class HoldInChildJvm {

  private HoldInChildJvm() {}

  /** Argument: the folder, which it holds until its input ends. */
  public static void main(String[] args) throws IOException {
    try (LockedFolder folder = LockedFolder.open(Path.of(args[0]))) {
      System.out.println("holds " + folder.path());
      while (System.in.read() >= 0) {}
    } catch (FolderInUseException e) {
      System.out.println(e.getMessage());
    }
  }

  static Process start(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            HoldInChildJvm.class.getName(),
            folder.toString())
        .redirectErrorStream(true)
        .start();
  }
}
