package org.attentionzoo.examples.models;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.attentionzoo.examples.fetch.DownloadDisplay;
import org.attentionzoo.examples.report.Terminal;
import org.attentionzoo.zoo.pretrained.PretrainedModel;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Pretrained models: what there is, and the cache. */
@Command(
    name = "models",
    description = {
      "List, fetch, remove and publish pretrained models; without a job, list them.",
      "They are looked for on the class path, then in the cache, then in a registry."
    },
    subcommands = PublishCommand.class)
public final class ModelsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Folder of the cache (default: that of ATTENTIONZOO_HOME, else .attentionzoo in the user's"
              + " home).")
  private Path home;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "Address of a registry: https, http or file (default: that of ATTENTIONZOO_REGISTRY).")
  private URI registry;

  @Option(
      names = "--offline",
      scope = ScopeType.INHERIT,
      description = "Ask no server (default: as ATTENTIONZOO_OFFLINE says).")
  private boolean offline;

  @Override
  public Integer call() throws IOException {
    return list();
  }

  @Command(description = "List all models: name, place, task, score.")
  int list() throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    List<PretrainedModels.Found> all = models().list();
    int longest = all.stream().mapToInt(found -> found.model().name().length()).max().orElse(1);
    for (PretrainedModels.Found found : all) {
      PretrainedModel model = found.model();
      screen.printf(
          Locale.ROOT,
          "%-" + longest + "s  %-10s  %s; %s %s\n",
          model.name(),
          found.place(),
          model.task(),
          model.result().metric(),
          model.result().score());
    }
    screen.flush();
    return 0;
  }

  @Command(description = "Show all that is known of a model.")
  int show(@Parameters(paramLabel = "NAME", description = "Its name.") String name)
      throws IOException {
    PretrainedModels.Found found = models().find(name);
    PrintWriter screen = spec.commandLine().getOut();
    screen.print(found.model().card());
    screen.println("place         " + found.place());
    screen.flush();
    return 0;
  }

  @Command(
      description = {
        "Fetch a model into the cache, as the class path or the registry has it now, and say where it"
            + " is.",
        "A download that was broken off goes on where it stopped."
      })
  int get(@Parameters(paramLabel = "NAME", description = "Its name.") String name)
      throws IOException {
    try (DownloadDisplay display = new DownloadDisplay(name, Terminal.isInteractive())) {
      Path zip = models().progress(display).get(name);
      display.close();
      spec.commandLine().getOut().println(zip);
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  @Command(description = "Remove a model from the cache.")
  int remove(@Parameters(paramLabel = "NAME", description = "Its name.") String name)
      throws IOException {
    if (!models().remove(name)) {
      throw new IOException("there is no model \"" + name + "\" in " + models().home());
    }
    spec.commandLine().getOut().println("removed " + name);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private PretrainedModels models() {
    PretrainedModels models = PretrainedModels.standard();
    models = home == null ? models : models.home(home);
    try {
      models = registry == null ? models : models.registry(registry);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--registry: " + e.getMessage(), e);
    }
    return offline ? models.offline(true) : models;
  }
}
