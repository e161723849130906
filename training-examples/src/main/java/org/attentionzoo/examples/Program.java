package org.attentionzoo.examples;

import java.util.Locale;
import org.attentionzoo.examples.options.SerializedObjects;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;

/** Runs a command line as a program: its streams, its errors, its exit code. */
public final class Program {
  private Program() {}

  /** A command line whose values and errors are plain, and whose argument files are looked at. */
  public static CommandLine commandLine(Object command, Object... subcommands) {
    CommandLine commands = new CheckedCommandLine(command);
    for (Object subcommand : subcommands) {
      commands.addSubcommand(subcommand);
    }
    return configure(commands);
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

  /** Runs it and ends the process. */
  public static void run(CommandLine commands, String... args) {
    Locale.setDefault(Locale.ROOT); // of what libraries print, as the rest is
    SerializedObjects.refuse();
    commands
        .setOut(TextOutput.on(new StandardOutput()))
        .setErr(TextOutput.on(System.err))
        .setExecutionStrategy(Program::executeAndFlush);
    System.exit(execute(commands, args));
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
    CheckedCommandLine(Object command) {
      super(command);
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
    var commands = parsed.asCommandLineList();
    return commands.get(commands.size() - 1).getCommand();
  }

  /** Reads the version that Maven wrote into the jar's manifest. */
  public static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Program.class.getPackage().getImplementationVersion();
      return new String[] {"attention-zoo " + (version == null ? "(not packaged)" : version)};
    }
  }
}
