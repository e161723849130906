package org.attentionzoo.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts several models side by side in one HTML page. */
@Command(
    name = "report",
    showDefaultValues = true,
    description = {
      "Put trained and evaluated models side by side in one HTML page without any other file:"
          + " results, BLEU by sentence length, training curves, attention, sample translations.",
      "Every plot is written as SVG and PNG, too, into a folder beside the page."
    })
public final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description =
          "Folders as train and evaluate write them: history.json, samples.json, options.json,"
              + " scores.json, each of which may be missing. NAME=FOLDER gives a model another name.")
  private List<String> folders;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page.",
      defaultValue = "report.html")
  private Path out;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Title of the page.",
      defaultValue = "Translation models")
  private String title;

  @Override
  public Integer call() throws IOException {
    List<Run> runs = new ArrayList<>();
    for (String folder : folders) {
      runs.add(read(folder));
    }
    ReportPage page = new ReportPage(title, unique(runs));
    Path folder = out.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    AtomicFiles.write(out, page.html());
    spec.commandLine().getOut().println("wrote " + out);
    int plots = plots(page.charts(), folder.resolve(baseName() + "-plots"));
    spec.commandLine()
        .getOut()
        .printf("drew %d plots in %s%n", plots, out.resolveSibling(baseName() + "-plots"));
    return 0;
  }

  private Run read(String folder) throws IOException {
    if (folder.isEmpty()) { // which Java takes for the current folder
      throw new ParameterException(spec.commandLine(), "RUN names no folder, but is empty");
    }
    int equals = folder.indexOf('=');
    boolean named = equals > 0 && !Files.exists(Path.of(folder));
    return named
        ? Run.read(Path.of(folder.substring(equals + 1))).named(folder.substring(0, equals))
        : Run.read(Path.of(folder));
  }

  /** Models of one name are numbered. */
  private static List<Run> unique(List<Run> runs) {
    Set<String> twice = new HashSet<>();
    Set<String> seen = new HashSet<>();
    runs.forEach(
        run -> {
          if (!seen.add(run.name())) {
            twice.add(run.name());
          }
        });
    Map<String, Integer> counts = new HashMap<>();
    return runs.stream()
        .map(
            run ->
                twice.contains(run.name())
                    ? run.named(run.name() + " " + counts.merge(run.name(), 1, Integer::sum))
                    : run)
        .toList();
  }

  private static int plots(List<LineChart> charts, Path folder) throws IOException {
    for (LineChart chart : charts) {
      Plots.write(folder, chart);
    }
    return charts.size();
  }

  private String baseName() {
    return out.getFileName().toString().replaceFirst("\\.html?$", "");
  }
}
