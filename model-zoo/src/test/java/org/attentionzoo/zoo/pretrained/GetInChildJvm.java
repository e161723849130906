package org.attentionzoo.zoo.pretrained;

import java.net.URI;
import java.nio.file.Path;

/** Gets a model as another process would. */
final class GetInChildJvm {

  private GetInChildJvm() {}

  /** Arguments: cache folder, address of the registry, name; prints the zip. */
  public static void main(String[] args) throws Exception {
    System.out.println(
        PretrainedModels.standard()
            .home(Path.of(args[0]))
            .registry(URI.create(args[1]))
            .get(args[2]));
  }

  static Process start(Path output, String... args) throws Exception {
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            GetInChildJvm.class.getName());
    process.command().addAll(java.util.List.of(args));
    return process.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }
}
