package org.attentionzoo.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.examples.AttentionZoo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ReportInBrowserTest {

  @TempDir static Path folder;
  private static Browser browser;
  private static Path page;

  @BeforeAll
  static void writeAReportAndStartTheBrowser() throws IOException {
    Optional<Path> chromedriver = Browser.chromedriver();
    assumeTrue(
        chromedriver.isPresent(),
        "no chromium and chromedriver on the path: the report is not looked at in a browser");
    List<String> arguments = new ArrayList<>(List.of("report", "--out"));
    page = folder.resolve("report.html");
    arguments.add(page.toString());
    ExampleRuns.write(folder).forEach(run -> arguments.add(run.toString()));
    CommandLine commands = AttentionZoo.commandLine();
    assertThat(commands.execute(arguments.toArray(String[]::new))).isZero();
    browser = new Browser(chromedriver.get(), folder.resolve("profile"));
  }

  @AfterAll
  static void stopTheBrowser() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void openThePageAnew() throws IOException {
    browser.open(page);
  }

  @Test
  void rendersEverySectionWithoutAMessageOnTheConsoleOrARequest() throws IOException {
    assertThat(count("section h2")).isEqualTo(6);
    assertThat(count("svg.chart")).isEqualTo(7);
    assertThat(
            browser
                .run("return document.querySelector('svg.chart').getBoundingClientRect().height")
                .asDouble())
        .isGreaterThan(200);
    assertThat(browser.run("return performance.getEntriesByType('resource').length").asInt())
        .isZero();
    assertThat(browser.console()).isEmpty();
  }

  @Test
  void hoveringAChartShowsTheValuesOfAllModels() throws IOException {
    assertThat(tipIsHidden()).isTrue();

    browser.hover("#bleu-by-length circle[data-x^='11–20']");

    assertThat(tipIsHidden()).isFalse();
    assertThat(browser.text("#tip"))
        .contains("11–20 words in the source", "gru (470 sentences)", "14.50", "bahdanau", "28.25");
    assertThat(count("#bleu-by-length circle.near")).isEqualTo(2);
  }

  @Test
  void theButtonOfAModelHidesItEverywhereAndShowsItAgain() throws IOException {
    String button = "button.model[data-model='0']";
    browser.click(button);

    assertThat(attribute(button, "aria-pressed")).isEqualTo("false");
    assertThat(visible("#results-table tr[data-model='0']")).isFalse();
    assertThat(visible("#bleu g[data-model='0']")).isFalse();
    assertThat(visible("#bleu g[data-model='1']")).isTrue();
    browser.hover("#bleu g[data-model='1'] circle");
    assertThat(browser.text("#tip")).contains("bahdanau").doesNotContain("gru");

    browser.click(button);
    assertThat(visible("#results-table tr[data-model='0']")).isTrue();
    assertThat(visible("#bleu g[data-model='0']")).isTrue();
  }

  @Test
  void aHeadingOfTheTableSortsAndTurnsTheOrderRound() throws IOException {
    String bleu = "#results-table thead th:nth-child(2) button";
    assertThat(firstModel()).isEqualTo("gru");

    browser.click(bleu);
    assertThat(firstModel()).isEqualTo("bahdanau");
    browser.click(bleu);
    assertThat(firstModel()).isEqualTo("gru");
  }

  @Test
  void hoveringTheHeatMapNamesBothWordsAndTheWeight() throws IOException {
    assertThat(count("#heat-map rect.cell")).isEqualTo(72);

    browser.hover("#heat-map rect[data-t='1'][data-s='1']");

    assertThat(browser.text("#tip")).contains("Hund → dog", "0.790");
    assertThat(
            browser
                .run(
                    "return [...document.querySelectorAll('#heat-map text.lit')].map(t => t.textContent).join()")
                .asText())
        .isEqualTo("Hund,dog");
    browser.hover("h1");
    assertThat(tipIsHidden()).isTrue();
  }

  @Test
  void textOfTheDataStaysText() throws IOException {
    assertThat(count("#samples b")).isZero();
    assertThat(browser.text("#samples .sample:nth-of-type(2) .source"))
        .isEqualTo("Zwei <b>Frauen</b> & ein Kind .");
    assertThat(browser.console()).isEmpty();
  }

  private static int count(String selector) throws IOException {
    return browser.run("return document.querySelectorAll(\"" + selector + "\").length").asInt();
  }

  private static boolean visible(String selector) throws IOException {
    return browser
        .run("return document.querySelector(\"" + selector + "\").getClientRects().length > 0")
        .asBoolean();
  }

  private static String attribute(String selector, String name) throws IOException {
    return browser
        .run("return document.querySelector(\"%s\").getAttribute('%s')".formatted(selector, name))
        .asText();
  }

  private static boolean tipIsHidden() throws IOException {
    return browser.run("return document.getElementById('tip').hidden").asBoolean();
  }

  private static String firstModel() throws IOException {
    return browser.text("#results-table tbody tr th");
  }
}
