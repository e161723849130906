package org.attentionzoo.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.attentionzoo.examples.EveryCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class PagesTest {

  private static final Pattern PROGRAM = Pattern.compile("(?m)^(java |mvn |python3? |\\.venv/)");
  private static final Pattern OPTION = Pattern.compile("(?<!\\S)--(?:no-)?([a-z][a-z0-9-]*)");

  private static final Pattern FIGURE = Pattern.compile("(?<!/)\\b\\d+\\.\\d{1,2}\\b");
  private static final Pattern TYPE = Pattern.compile("\\b[A-Z][a-z]\\w*[A-Z]\\w*\\b");

  /** Types of DL4J that the pages name and the sources need not. */
  private static final Set<String> DL4J =
      Set.of(
          "CollectScoresListener",
          "FineTuneConfiguration",
          "SharedTrainingWrapper",
          "AeronUdpTransport");

  /** Options of the JVM, of the makers of fixtures and of spark-submit, not of our commands. */
  private static final Set<String> FOREIGN =
      Set.of(
          "enable-native-access",
          "sun-misc-unsafe-memory-access",
          "add-opens",
          "check",
          "deploy-mode",
          "jars",
          "master");

  private static Set<String> named;

  @BeforeAll
  static void readSources() throws IOException {
    named = identifiers();
  }

  static List<Page> pages() {
    return Page.all();
  }

  static Stream<Page.Block> shellBlocks() {
    return pages().stream().flatMap(page -> page.blocks("sh").stream());
  }

  @Test
  void everyModuleHasAPageThatTheFirstOneLeadsTo() {
    List<String> links = Page.of("README.md").links();
    assertThat(Page.modules()).hasSize(3);
    Page.modules()
        .forEach(module -> assertThat(links).contains(module.getFileName() + "/README.md"));
    assertThat(links).contains("docs/attention.md", "docs/results.md", "docs/performance.md");
  }

  @Test
  void theFirstPageIsShort() throws IOException {
    assertThat(Files.size(Page.ROOT.resolve("README.md"))).isBetween(6_000L, 8_000L);
  }

  /** The app of src/it is what somebody writes who reads the first page. */
  @Test
  void theConsumerHasTheDependenciesOfTheFirstPage() throws IOException {
    Path consumer = Page.ROOT.resolve("training-examples/src/it/consumer/pom.xml");
    assertThat(Files.readString(consumer))
        .contains(Page.of("README.md").blocks("xml").get(0).text().strip());
  }

  /** A figure stands in one place, with its date; the first page repeats the best. */
  @Test
  void everyFigureOfTheFirstPageIsOneOfTheResultsOrMeasurements() throws IOException {
    String figures =
        Files.readString(Page.ROOT.resolve("docs/results.md"))
            + Files.readString(Page.ROOT.resolve("docs/performance.md"));
    List<String> repeated =
        Page.of("README.md").prose().stream()
            .filter(line -> line.startsWith("|"))
            .flatMap(line -> FIGURE.matcher(line).results().map(MatchResult::group))
            .toList();
    assertThat(repeated).hasSizeGreaterThan(15).allMatch(figures::contains);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyTypeThatTheTextNamesIsOneThatTheSourcesName(Page page) {
    for (String code : page.code()) {
      TYPE.matcher(code)
          .results()
          .forEach(
              type ->
                  assertThat(type.group())
                      .as("%s in %s", code, page)
                      .matches(named::contains, "is a type of some source"));
    }
  }

  private static Set<String> identifiers() throws IOException {
    Set<String> identifiers = new TreeSet<>(DL4J);
    for (Path module : Page.modules().toList()) {
      try (Stream<Path> files = Files.walk(module.resolve("src"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          TYPE.matcher(Files.readString(file)).results().forEach(t -> identifiers.add(t.group()));
        }
      }
    }
    return identifiers;
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkAndPictureWithinTheProjectIsThere(Page page) {
    SoftAssertions all = new SoftAssertions();
    for (String link : page.links()) {
      if (link.contains("://")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path file = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
      all.assertThat(file).as("%s in %s", link, page).exists();
      if (parts.length == 2 && Files.exists(file)) {
        String name = Page.ROOT.relativize(file.normalize()).toString();
        all.assertThat(Page.of(name).anchors()).as("%s in %s", link, page).contains(parts[1]);
      }
    }
    all.assertAll();
  }

  /** So that nothing escapes the tests below. */
  @ParameterizedTest
  @MethodSource("pages")
  void whatAShellRunsStandsInBlocksOfTheShell(Page page) {
    assertThat(page.blocks())
        .filteredOn(block -> !block.language().equals("sh"))
        .noneMatch(block -> PROGRAM.matcher(block.text()).find());
  }

  @ParameterizedTest
  @MethodSource("shellBlocks")
  void everyCommandIsUnderstood(Page.Block block) {
    for (Shell.Call call : Shell.calls(block.text())) {
      if (call.commandArguments() == null) {
        continue;
      }
      String[] arguments =
          call.commandArguments().stream().map(PagesTest::recipe).toArray(String[]::new);
      try {
        EveryCommand.commandLine().parseArgs(arguments);
      } catch (ParameterException e) {
        throw new AssertionError(block + ": " + String.join(" ", arguments), e);
      }
    }
  }

  /** The JVM finds files of options from the root, where the pages' commands are given. */
  static String recipe(String argument) {
    return argument.startsWith("@") ? "@" + Page.ROOT.resolve(argument.substring(1)) : argument;
  }

  @ParameterizedTest
  @MethodSource("shellBlocks")
  void everyFileOfTheProjectThatACommandNamesIsThere(Page.Block block) {
    Set<String> folders =
        Page.modules().map(module -> module.getFileName() + "/").collect(Collectors.toSet());
    for (Shell.Call call : Shell.calls(block.text())) {
      for (String word : call.words()) {
        String name = word.replaceFirst("^@", "");
        if (folders.stream().anyMatch(name::startsWith) && !name.contains("/target/")) {
          assertThat(Page.ROOT.resolve(name)).as("%s", block).exists();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shellBlocks")
  void everyModuleAndProfileThatABuildNamesIsThere(Page.Block block) throws IOException {
    StringBuilder poms = new StringBuilder(Files.readString(Page.ROOT.resolve("pom.xml")));
    for (Path module : Page.modules().toList()) {
      poms.append(Files.readString(module.resolve("pom.xml")));
    }
    for (Shell.Call call : Shell.calls(block.text())) {
      List<String> words = call.words();
      if (!words.get(0).equals("mvn")) {
        continue;
      }
      for (int i = 1; i < words.size(); i++) {
        if (words.get(i).equals("-pl")) {
          assertThat(Page.ROOT.resolve(words.get(i + 1)).resolve("pom.xml")).exists();
        } else if (words.get(i).startsWith("-P")) {
          String profile = "<id>" + words.get(i).substring(2) + "</id>";
          assertThat(profile).as("%s", block).matches(id -> poms.indexOf(id) >= 0, "is in a pom");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyOptionThatTheTextNamesIsOneOfACommand(Page page) {
    Set<String> known = new TreeSet<>(FOREIGN);
    collectOptions(EveryCommand.commandLine(), known);
    for (String code : page.code()) {
      OPTION
          .matcher(code)
          .results()
          .forEach(
              option -> assertThat(known).as("%s in %s", code, page).contains(option.group(1)));
    }
  }

  private static void collectOptions(CommandLine commands, Set<String> names) {
    commands
        .getCommandSpec()
        .options()
        .forEach(o -> List.of(o.names()).forEach(n -> names.add(n.replaceFirst("^-+(no-)?", ""))));
    commands.getSubcommands().values().forEach(command -> collectOptions(command, names));
  }
}
