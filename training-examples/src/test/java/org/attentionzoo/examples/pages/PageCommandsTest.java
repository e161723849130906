package org.attentionzoo.examples.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.attentionzoo.examples.AttentionZoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Runs the commands of each page, one after the other in a folder of the page's own: those whose
 * work is as small as their data, in blocks that need nothing from the network. Files with
 * sentences that a command reads are made beforehand, and the models are as small as can be.
 */
class PageCommandsTest {

  /** Commands that do no more than their data ask for. */
  private static final Set<String> CHEAP =
      Set.of("train", "translate", "evaluate", "report", "draw");

  /** Where fetch puts what it gets. */
  private static final String FETCHED = "data/";

  private static final List<String> SHORT_TRAINING =
      List.of("--steps=1", "--average=0", "--samples=0");
  private static final List<String> SMALL_TRANSFORMER =
      List.of("--layers=1", "--model-size=8", "--feed-forward=8", "--merges=10");
  private static final List<String> SMALL_RNN =
      List.of("--embedding-size=8", "--units=8", "--merges=10");

  @TempDir private Path folder;

  static Stream<Page> pages() {
    return Page.all().stream().filter(page -> !commands(page).isEmpty());
  }

  private static List<Shell.Call> commands(Page page) {
    return page.blocks("sh").stream()
        .map(block -> Shell.calls(block.text()))
        .filter(PageCommandsTest::isCheap)
        .flatMap(List::stream)
        .toList();
  }

  private static boolean isCheap(List<Shell.Call> block) {
    return block.stream()
        .allMatch(
            call -> {
              List<String> arguments = call.commandArguments();
              return arguments != null
                  && CHEAP.contains(arguments.get(0))
                  && !arguments.contains("--spark") // needs a cluster
                  && files(call)
                      .noneMatch(file -> file.startsWith(FETCHED) || file.startsWith("@"));
            });
  }

  private static Stream<String> files(Shell.Call call) {
    return Stream.concat(call.words().stream(), Stream.ofNullable(call.input()));
  }

  @Test
  void mostPagesOfCommandsAreRun() {
    assertThat(pages().map(Page::toString)).contains("README.md", "training-examples/README.md");
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCheapCommandOfAPageSucceeds(Page page) throws IOException {
    List<Shell.Call> commands = commands(page);
    for (Shell.Call call : commands) {
      for (String file : files(call).toList()) {
        if (file.matches("[\\w.-]+\\.(de|en)")) {
          Files.write(folder.resolve(file), sentences(file.endsWith(".de")));
        }
      }
    }
    for (Shell.Call call : commands) {
      run(call);
    }
  }

  private static List<String> sentences(boolean source) {
    List<String> sentences = new ArrayList<>();
    for (String[] who : new String[][] {{"der Hund", "the dog"}, {"Maria", "Maria"}}) {
      for (String[] what : new String[][] {{"sieht", "sees"}, {"sucht", "looks for"}}) {
        for (String[] whom : new String[][] {{"das Haus", "the house"}, {"uns", "us"}}) {
          int side = source ? 0 : 1;
          sentences.add(who[side] + " " + what[side] + " " + whom[side] + ".");
        }
      }
    }
    return sentences;
  }

  private void run(Shell.Call call) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    InputStream standardInput = System.in;
    byte[] input =
        call.input() == null ? new byte[0] : Files.readAllBytes(folder.resolve(call.input()));
    System.setIn(new ByteArrayInputStream(input));
    int code;
    try {
      code =
          AttentionZoo.commandLine()
              .registerConverter(Path.class, folder::resolve)
              .setOut(new PrintWriter(out, true))
              .setErr(new PrintWriter(err, true))
              .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
              .execute(arguments(call).toArray(String[]::new));
    } finally {
      System.setIn(standardInput);
    }
    assertThat(code).as("%s%n%s", String.join(" ", call.words()), err).isZero();
    if (call.output() != null) {
      Files.writeString(folder.resolve(call.output()), out.toString(), StandardCharsets.UTF_8);
    }
  }

  private List<String> arguments(Shell.Call call) {
    List<String> arguments = new ArrayList<>(call.commandArguments());
    arguments.replaceAll(
        word -> Files.exists(folder.resolve(word)) ? folder.resolve(word) + "" : word);
    if (arguments.get(0).equals("train") && !arguments.contains("--resume")) {
      arguments.addAll(SHORT_TRAINING);
      if (!arguments.contains("--from")) {
        arguments.addAll(arguments.contains("--model") ? SMALL_RNN : SMALL_TRANSFORMER);
      }
    }
    return arguments;
  }
}
