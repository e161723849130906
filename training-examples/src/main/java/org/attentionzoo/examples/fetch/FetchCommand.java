package org.attentionzoo.examples.fetch;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.attentionzoo.examples.options.ShellCommand;
import org.attentionzoo.examples.report.Terminal;
import org.attentionzoo.zoo.download.Download;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a public data set. */
@Command(
    name = "fetch",
    description = {
      "Fetch a public data set to train with; without a name, list them.",
      "A download that was broken off goes on where it stopped. Files that are there already are"
          + " kept."
    })
public final class FetchCommand implements Callable<Integer> {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DATA",
      arity = "0..1",
      description = "Which one: ${COMPLETION-CANDIDATES}.")
  private PublicData data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for its files (default: data/DATA).")
  private Path out;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description =
          "What the file must be: the SHA-256 that an earlier fetch printed. For tatoeba, which its"
              + " owners change now and then, and cmudict; the files of multi30k are always held"
              + " against theirs.")
  private String sha256;

  @Option(
      names = "--mirror",
      paramLabel = "URL",
      description = "Fetch the files from this folder instead of where they come from.")
  private URI mirror;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description =
          "Take no file that has, or unpacks to, more bytes (default: some times what it had when"
              + " this was written).")
  private Long maxBytes;

  @Override
  public Integer call() throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    if (data == null) {
      list(screen);
      return 0;
    }
    List<PublicFile> files = files();
    Path folder = out == null ? Path.of("data", data.toString()) : out;
    for (PublicFile file : files) {
      try (DownloadDisplay display =
          new DownloadDisplay(file.remoteName(), Terminal.isInteractive())) {
        String digest = new Fetcher(folder, new Download(display)).fetch(file);
        display.close();
        screen.printf(Locale.ROOT, "%s  SHA-256 %s\n", folder.resolve(file.name()), digest);
      }
    }
    screen.println("To train with it:");
    screen.println(ShellCommand.of(data.use(folder.toString())));
    screen.flush();
    return 0;
  }

  private void list(PrintWriter screen) {
    for (PublicData each : PublicData.values()) {
      screen.printf(Locale.ROOT, "%s: %s\n", each, each.description());
      each.files().forEach(file -> screen.println("    " + file.uri()));
    }
    screen.flush();
  }

  private List<PublicFile> files() {
    List<PublicFile> files = data.files();
    if (sha256 != null) {
      require(SHA256.matcher(sha256).matches(), "--sha256 must be 64 digits 0-f, but is " + sha256);
      require(
          files.get(0).sha256() == null,
          "--sha256 has no meaning for "
              + data
              + ": its files never change, and are always checked");
      files = List.of(files.get(0).withSha256(sha256.toLowerCase(Locale.ROOT)));
    }
    if (maxBytes != null) {
      require(maxBytes >= 1, "--max-bytes must be at least 1, but is " + maxBytes);
      files = files.stream().map(file -> file.withMaxBytes(maxBytes)).toList();
    }
    if (mirror == null) {
      return files;
    }
    require(
        Arrays.asList("http", "https").contains(mirror.getScheme()),
        "--mirror must be a URL such as https://example.org/data/, but is " + mirror);
    URI folder = mirror.toString().endsWith("/") ? mirror : URI.create(mirror + "/");
    return files.stream().map(file -> file.from(folder)).toList();
  }

  private void require(boolean valid, String message) {
    if (!valid) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
