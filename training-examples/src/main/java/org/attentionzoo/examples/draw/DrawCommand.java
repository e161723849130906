package org.attentionzoo.examples.draw;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code draw}. */
@Command(
    name = "draw",
    description = {
      "Draw a model with the classes of its parts, or what attention may look at.",
      "Models are drawn from their configuration, as PNG and SVG; weights are those that layers"
          + " compute, as PNG."
    })
public final class DrawCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "WHAT", description = "What to draw: ${COMPLETION-CANDIDATES}.")
  private Drawing what;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The PNG; an SVG is written beside it (default: out/draw/WHAT.png).")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Path file = out == null ? Path.of("out", "draw", what + ".png") : out;
    Files.createDirectories(file.toAbsolutePath().getParent());
    for (Path written : what.write(file)) {
      spec.commandLine().getOut().println("drew " + written);
    }
    return 0;
  }
}
