package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportCommandTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... arguments) {
    CommandLine commands =
        AttentionZoo.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return commands.execute(
        List.of(arguments).stream().map(Object::toString).toArray(String[]::new));
  }

  @Test
  void thePageHoldsResultsCurvesSamplesAndOptionsOfAllModels() throws IOException {
    List<Path> runs = ExampleRuns.write(folder);
    Path page = folder.resolve("made/for/report.html");

    assertThat(run("report", "--out", page, "--title", "Multi30k <de>", runs.get(0), runs.get(1)))
        .isZero();

    String html = Files.readString(page);
    assertThat(html)
        .contains("<title>Multi30k &lt;de&gt;</title>")
        .contains(">28.25<", ">14.50<", ">7,500,000<", "tok:13a", "train --model gru --epochs 10")
        .contains("id=\"bleu-by-length\"", "id=\"learning-rate\"", "id=\"attention-data\"")
        .contains("A dog runs across the green <mark>grass</mark> .")
        .contains("Zwei &lt;b&gt;Frauen&lt;/b&gt; &amp; ein Kind .")
        .doesNotContain("{{", "http://localhost", "https://", "not the same for all models");
  }

  @Test
  void whateverTheTextsHoldThePageStaysWhole() throws IOException {
    String hostile = "{{sections}}{{script}}$1\\</script><!--<b>&\"'\u0000\u001b]]>";
    RunFolder run = new RunFolder(folder.resolve("run"));
    float[][] attention = {{1}};
    run.writeSamples(
        List.of(
            new SampleTranslation(
                hostile, hostile, hostile, List.of(hostile), List.of(hostile), attention)));
    run.writeHistory(List.of(new HistoryEntry(1, 1, 1, 1, 1.0, 2.0, 3.0, 4.0, 0.1, 100)));
    run.writeOptions(new RunOptions(hostile, 7, hostile, Map.of(hostile, hostile)));
    run.writeScores(
        new Scores(
            hostile,
            hostile,
            1,
            hostile,
            1.0,
            List.of(new Scores.Metric(hostile, 1, hostile)),
            null,
            null,
            List.of(new Scores.LengthBucket(1, null, 1, 5))));
    Path page = folder.resolve("report.html");

    assertThat(run("report", "--out", page, "--title", hostile, run.path(), run.path()))
        .as("%s", err)
        .isZero();

    String html = Files.readString(page);
    assertThat(html.split("<script", -1)).as("two scripts").hasSize(3);
    assertThat(html.split("</script>", -1)).hasSize(3);
    assertThat(html.split("<section ", -1)).hasSize(1 + 6);
    assertThat(html).contains("{{sections}}{{script}}$1\\&lt;/script&gt;").doesNotContain("\u001b");
    for (String plot : List.of("loss", "bleu-by-length")) {
      Path svg = folder.resolve("report-plots/" + plot + ".svg");
      assertThatCode(
              () -> DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(svg.toFile()))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void aLongTrainingIsDrawnWithFewPointsAndAllItsSpikes() throws IOException {
    List<HistoryEntry> history = new ArrayList<>();
    for (int e = 1; e <= 20_000; e++) {
      double loss = e == 7777 ? 99 : e == 9999 ? Double.NaN : 5 + Math.sin(e);
      history.add(new HistoryEntry(e, e, e, loss, 5.0, 20.0, 30.0, 40.0, 0.1, 100));
    }
    RunFolder run = new RunFolder(folder.resolve("run"));
    run.writeHistory(history);
    Path page = folder.resolve("report.html");
    assertThat(run("report", "--out", page, run.path())).as("%s", err).isZero();
    String html = Files.readString(page);
    assertThat(html.length()).isLessThan(2_000_000);
    assertThat(html).contains("data-x=\"epoch 1\"", "data-x=\"epoch 7777\" data-y=\"99.00\"");
    assertThat(html).contains("data-x=\"epoch 20000\"");
  }

  @Test
  void numberedNamesAreNobodyElses() throws IOException {
    Path gru = ExampleRuns.write(folder).get(0);
    Path page = folder.resolve("report.html");
    assertThat(
            run(
                "report",
                "--out",
                page,
                "a=" + gru,
                "a=" + gru,
                "a 1=" + gru,
                "a 2, validation=" + gru))
        .as("%s", err)
        .isZero();
    assertThat(Files.readString(page)).contains(">a 2<", ">a 3<", ">a 1<");
  }

  @Test
  void theBestValueOfAColumnIsMarkedTheLowestWhereLowIsGood() throws IOException {
    List<Run> runs = List.of(run("gru", 14, 60), run("bahdanau", 28, 50), run("best", 28, 70));

    String table = new ResultsTable(runs).html();

    assertThat(table)
        .contains("<td class=\"number best\" data-value=\"28.0\">28.00</td>")
        .contains("<td class=\"number\" data-value=\"14.0\">14.00</td>")
        .contains("<td class=\"number best\" data-value=\"50.0\">50.00</td>")
        .contains("<td class=\"number\" data-value=\"70.0\">70.00</td>");
  }

  @Test
  void scoresThatCannotBeComparedAreSaidSo() {
    Scores.Metric mixed = new Scores.Metric("BLEU", 20, "case:mixed");
    Scores.Metric lower = new Scores.Metric("BLEU", 22, "case:lc");

    String table = new ResultsTable(List.of(run("a", mixed), run("b", lower))).html();

    assertThat(table)
        .contains("<code>case:lc</code><code>case:mixed</code><strong class=\"warning\">");
  }

  @Test
  void everyPlotIsWrittenAsSvgAndPng() throws IOException {
    List<Path> runs = ExampleRuns.write(folder);
    Path page = folder.resolve("report.html");

    assertThat(run("report", "--out", page, runs.get(0), runs.get(1))).isZero();

    Path plots = folder.resolve("report-plots");
    for (String name :
        List.of("bleu-by-length", "loss", "perplexity", "bleu", "chrf", "learning-rate", "speed")) {
      assertThat(plots.resolve(name + ".svg")).content().startsWith("<svg xmlns=");
      assertThat(ImageIO.read(plots.resolve(name + ".png").toFile()).getWidth()).isEqualTo(820);
    }
    assertThat(out.toString()).contains("wrote " + page, "drew 7 plots in " + plots);
  }

  @Test
  void theSameRunsGiveTheSamePage() throws IOException {
    List<Path> runs = ExampleRuns.write(folder);
    Path first = folder.resolve("1.html");
    Path second = folder.resolve("2.html");

    run("report", "--out", first, runs.get(0), runs.get(1));
    run("report", "--out", second, runs.get(0), runs.get(1));

    assertThat(second).hasSameTextualContentAs(first);
  }

  @Test
  void modelsGetOtherNamesOrNumbers() throws IOException {
    Path gru = ExampleRuns.write(folder).get(0);
    Path page = folder.resolve("report.html");

    assertThat(run("report", "--out", page, "mine=" + gru, gru, gru)).isZero();

    assertThat(page).content().contains(">mine</button>", ">gru 1</button>", ">gru 2</button>");
  }

  @Test
  void aRunWithScoresOnlyHasNoTrainingSection() throws IOException {
    Path gru = ExampleRuns.write(folder).get(0);
    for (String name : List.of("history.json", "samples.json", "options.json")) {
      Files.delete(gru.resolve(name));
    }
    Path page = folder.resolve("report.html");

    assertThat(run("report", "--out", page, gru)).isZero();

    assertThat(page)
        .content()
        .contains("id=\"results\"", "id=\"lengths\"")
        .doesNotContain("id=\"training\"", "id=\"attention\"", "id=\"samples\"", "id=\"runs\"");
  }

  @Test
  void aFolderWithoutARunIsAnErrorThatSaysWhatWasExpected() {
    assertThat(run("report", folder)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString())
        .startsWith("error: " + folder + ": nothing to report, expected one of history.json");
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    Path missing = folder.resolve("missing");

    assertThat(run("report", missing)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString().strip()).isEqualTo("error: " + missing + ": is no folder");
  }

  private static Run run(String name, double bleu, double ter) {
    return run(
        name, new Scores.Metric("BLEU", bleu, "nrefs:1"), new Scores.Metric("TER", ter, "nrefs:1"));
  }

  private static Run run(String name, Scores.Metric... metrics) {
    Scores scores =
        new Scores(name, "test", 10, "greedy", null, List.of(metrics), null, null, List.of());
    return new Run(name, Optional.empty(), List.of(), List.of(), Optional.of(scores));
  }
}
