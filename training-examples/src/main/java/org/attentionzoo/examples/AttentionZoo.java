package org.attentionzoo.examples;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.examples.benchmark.BenchmarkCommand;
import org.attentionzoo.examples.dates.DatesCommand;
import org.attentionzoo.examples.dates.ZooDateModels;
import org.attentionzoo.examples.draw.DrawCommand;
import org.attentionzoo.examples.evaluate.EvaluateCommand;
import org.attentionzoo.examples.fetch.FetchCommand;
import org.attentionzoo.examples.g2p.G2pCommand;
import org.attentionzoo.examples.pathlength.PathLengthCommand;
import org.attentionzoo.examples.report.ReportCommand;
import org.attentionzoo.examples.train.TrainCommand;
import org.attentionzoo.examples.translate.TranslateCommand;
import org.attentionzoo.zoo.generation.GraphScorer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The programs of Attention Zoo behind one command; each job is a subcommand. */
@Command(
    name = "attention-zoo",
    description = "Train and use sequence-to-sequence models with attention.",
    mixinStandardHelpOptions = true,
    versionProvider = AttentionZoo.Version.class,
    scope = CommandLine.ScopeType.INHERIT)
public final class AttentionZoo implements Runnable {
  @Spec private CommandSpec spec;

  /** The command line with every job, ready to execute. */
  public static CommandLine commandLine() {
    return configure(
        new CheckedCommandLine()
            .addSubcommand(new DatesCommand(new ZooDateModels()))
            .addSubcommand(new FetchCommand())
            .addSubcommand(new TrainCommand())
            .addSubcommand(new G2pCommand())
            .addSubcommand(new TranslateCommand(GraphScorer::new, System.in))
            .addSubcommand(new EvaluateCommand(GraphScorer::new))
            .addSubcommand(new ReportCommand())
            .addSubcommand(new PathLengthCommand())
            .addSubcommand(new DrawCommand())
            .addSubcommand(new BenchmarkCommand()));
  }

  /** Applies to the subcommands that are there already, so it comes last. */
  static CommandLine configure(CommandLine commands) {
    PlainErrors errors = new PlainErrors();
    PlainValues.register(commands);
    return commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // of what libraries print, as the rest is
    refuseSerializedObjects();
    CommandLine commands =
        commandLine()
            .setOut(TextOutput.on(new StandardOutput()))
            .setErr(TextOutput.on(System.err))
            .setExecutionStrategy(AttentionZoo::executeAndFlush);
    System.exit(execute(commands, args));
  }

  /** No file that a command reads holds any; a filter that was set on the command line stays. */
  private static void refuseSerializedObjects() {
    if (ObjectInputFilter.Config.getSerialFilter() == null) {
      ObjectInputFilter.Config.setSerialFilter(
          object -> object.serialClass() == null ? Status.UNDECIDED : Status.REJECTED);
    }
  }

  /** What picocli does not handle: errors of the JVM. */
  private static int execute(CommandLine commands, String[] args) {
    try {
      return commands.execute(args);
    } catch (OutOfMemoryError e) {
      commands
          .getErr()
          .println("error: the memory is not enough (" + e.getMessage() + "); -Xmx gives more");
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** Looks at argument files itself. */
  private static final class CheckedCommandLine extends CommandLine {
    CheckedCommandLine() {
      super(new AttentionZoo());
    }

    @Override
    public ParseResult parseArgs(String... args) {
      ArgumentFiles.check(this, args);
      return super.parseArgs(args);
    }
  }

  /** All that was printed has arrived where it ends well. */
  private static int executeAndFlush(ParseResult parsed) {
    CommandLine commands = parsed.commandSpec().commandLine();
    try {
      int code = executeOnOneNativeThread(parsed);
      commands.getOut().flush();
      return code;
    } catch (OutputException e) { // of help and of the flush
      throw new ExecutionException(commands, e.getMessage(), e);
    }
  }

  private static int executeOnOneNativeThread(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    if (lastCommand(parsed) instanceof EarlyStart early) {
      early.startEarly();
    }
    NativeThreads.limitToOne();
    return new CommandLine.RunLast().execute(parsed);
  }

  private static Object lastCommand(ParseResult parsed) {
    List<CommandLine> commands = parsed.asCommandLineList();
    return commands.get(commands.size() - 1).getCommand();
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which job? Name one of the commands below.");
  }

  /** Reads the version that Maven wrote into the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = AttentionZoo.class.getPackage().getImplementationVersion();
      return new String[] {"attention-zoo " + (version == null ? "(not packaged)" : version)};
    }
  }
}
