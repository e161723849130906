package org.attentionzoo.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.attentionzoo.examples.report.AttentionData.HeatMapData;

/** A report as one HTML page that needs nothing else: no network, no other file. */
final class ReportPage {

  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private final String title;
  private final List<Run> runs;

  /**
   * @param title of the page
   * @param runs the models, at least one
   */
  ReportPage(String title, List<Run> runs) {
    this.title = title;
    this.runs = runs;
  }

  /** The charts in the page, in order. */
  List<LineChart> charts() {
    LineChart byLength = LengthCurves.of(runs);
    List<LineChart> training = TrainingCurves.of(runs);
    return IntStream.rangeClosed(0, training.size())
        .mapToObj(i -> i == 0 ? byLength : training.get(i - 1))
        .filter(chart -> !chart.isEmpty())
        .toList();
  }

  String html() {
    String sections =
        section("results", "Results", "", new ResultsTable(runs).html())
            + lengths()
            + training()
            + attention()
            + samples()
            + section("runs", "How the models were trained", "", options());
    Map<String, String> parts =
        Map.of(
            "style", resource("style.css"),
            "script", resource("script.js"),
            "title", Html.text(title),
            "models", legend(),
            "sections", sections);
    // All at once, so that a place in a text that looks like one of the page's stays as it is
    return PLACE
        .matcher(resource("page.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  private static String section(String id, String heading, String lead, String content) {
    if (content.isBlank()) {
      return "";
    }
    String paragraph = lead.isEmpty() ? "" : "<p class=\"lead\">" + lead + "</p>\n";
    return String.format(
        Locale.ROOT,
        "<section id=\"%s\"><h2>%s</h2>\n%s%s</section>\n",
        id,
        Html.text(heading),
        paragraph,
        content);
  }

  private String legend() {
    return IntStream.range(0, runs.size())
        .mapToObj(
            i ->
                String.format(
                    Locale.ROOT,
                    "<button class=\"model\" data-model=\"%d\" aria-pressed=\"true\"><i class=\"dot\" style=\"background:%s\"></i>%s</button>",
                    i,
                    Palette.color(i),
                    Html.text(runs.get(i).name())))
        .collect(Collectors.joining("\n"));
  }

  private String lengths() {
    LineChart chart = LengthCurves.of(runs);
    return section(
        "lengths",
        "BLEU by sentence length",
        "As in figure 2 of Bahdanau, Cho and Bengio (2014): a model without attention has to put the"
            + " whole sentence into one vector, which a long sentence does not fit into. Lengths that"
            + " fewer than one sentence in a hundred has are left out.",
        chart.isEmpty() ? "" : figures(List.of(chart)));
  }

  private String training() {
    return section("training", "Training", "", figures(TrainingCurves.of(runs)));
  }

  private static String figures(List<LineChart> charts) {
    if (charts.isEmpty()) {
      return "";
    }
    return charts.stream()
        .map(
            chart ->
                String.format(
                    Locale.ROOT,
                    "<figure id=\"%s\"><figcaption>%s</figcaption>\n%s</figure>",
                    chart.file(),
                    Html.text(chart.title()),
                    SvgChart.draw(chart)))
        .collect(Collectors.joining("\n", "<div class=\"figures\">\n", "</div>\n"));
  }

  private String attention() {
    List<HeatMapData> maps = AttentionData.of(runs);
    String content =
        String.format(
            Locale.ROOT,
            """
        <div class="picker"><label>model <select id="attention-model"></select></label>
        <label>sentence <select id="attention-sample"></select></label></div>
        <div class="scroll" id="heat-map"></div>
        <script type="application/json" id="attention-data">%s</script>
        """,
            Html.json(AttentionData.json(maps)));
    return section(
        "attention",
        "What the models looked at",
        "A row for each word the model wrote, a column for each word it read; the darker, the more"
            + " it looked there.",
        maps.isEmpty() ? "" : content);
  }

  private String samples() {
    return section(
        "samples",
        "Sample translations",
        "Words that the reference does not have are <mark>marked</mark>.",
        SampleTable.html(runs));
  }

  private String options() {
    StringBuilder html = new StringBuilder();
    for (Run run : runs) {
      run.options()
          .ifPresent(
              options ->
                  html.append(
                      String.format(
                          Locale.ROOT,
                          "<details><summary>%s</summary><pre>%s</pre><dl class=\"options\">%s</dl></details>\n",
                          Html.text(run.name()),
                          Html.text(options.command()),
                          pairs(options.options()))));
    }
    return html.toString();
  }

  private static String pairs(Map<String, String> options) {
    return options.entrySet().stream()
        .map(
            option ->
                String.format(
                    Locale.ROOT,
                    "<dt>%s</dt><dd>%s</dd>",
                    Html.text(option.getKey()),
                    Html.text(option.getValue())))
        .collect(Collectors.joining());
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Resource " + name + " cannot be read", e);
    }
  }
}
