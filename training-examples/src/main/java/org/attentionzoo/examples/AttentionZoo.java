package org.attentionzoo.examples;

import org.attentionzoo.examples.dates.DatesCommand;
import org.attentionzoo.examples.dates.ZooDateModels;
import org.attentionzoo.examples.draw.DrawCommand;
import org.attentionzoo.examples.evaluate.EvaluateCommand;
import org.attentionzoo.examples.exchange.ExportCommand;
import org.attentionzoo.examples.exchange.ImportCommand;
import org.attentionzoo.examples.fetch.FetchCommand;
import org.attentionzoo.examples.g2p.G2pCommand;
import org.attentionzoo.examples.models.ModelsCommand;
import org.attentionzoo.examples.pathlength.PathLengthCommand;
import org.attentionzoo.examples.report.ReportCommand;
import org.attentionzoo.examples.train.TrainCommand;
import org.attentionzoo.examples.translate.TranslateCommand;
import org.attentionzoo.zoo.generation.GraphScorer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The programs of Attention Zoo behind one command; each job is a subcommand. */
@Command(
    name = "attention-zoo",
    description = "Train and use sequence-to-sequence models with attention.",
    mixinStandardHelpOptions = true,
    versionProvider = Program.Version.class,
    scope = CommandLine.ScopeType.INHERIT)
public final class AttentionZoo implements Runnable {
  @Spec private CommandSpec spec;

  /** The command line with every job, ready to execute. */
  public static CommandLine commandLine() {
    return Program.commandLine(
        new AttentionZoo(),
        new DatesCommand(new ZooDateModels()),
        new FetchCommand(),
        new TrainCommand(),
        new G2pCommand(),
        new TranslateCommand(net -> new GraphScorer(net).fixed(), System.in),
        new EvaluateCommand(net -> new GraphScorer(net).fixed()),
        new ModelsCommand(),
        new ReportCommand(),
        new PathLengthCommand(),
        new DrawCommand(),
        new ImportCommand(),
        new ExportCommand());
  }

  public static void main(String[] args) {
    Program.run(commandLine(), args);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which job? Name one of the commands below.");
  }
}
