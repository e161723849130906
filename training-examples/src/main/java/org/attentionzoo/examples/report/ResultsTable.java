package org.attentionzoo.examples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.attentionzoo.examples.report.Scores.Metric;
import org.attentionzoo.zoo.training.HistoryEntry;

/** The models side by side; a column that no model has a value for is left out. */
final class ResultsTable {

  /**
   * A column.
   *
   * @param better 1 if higher is better, -1 if lower is, 0 if neither
   */
  private record Column(
      String title, String format, int better, Function<Run, Optional<Double>> value) {

    Optional<Double> best(List<Run> runs) {
      return runs.stream()
          .flatMap(run -> value.apply(run).stream())
          .filter(Double::isFinite)
          .max((a, b) -> Double.compare(better * a, better * b))
          .filter(best -> better != 0 && runs.size() > 1);
    }
  }

  private final List<Run> runs;

  ResultsTable(List<Run> runs) {
    this.runs = runs;
  }

  String html() {
    List<Column> columns =
        columns().stream()
            .filter(column -> runs.stream().anyMatch(run -> column.value().apply(run).isPresent()))
            .toList();
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\"><table id=\"results-table\"><thead><tr>");
    html.append("<th><button>model</button></th>");
    columns.forEach(
        column ->
            html.append(
                String.format(
                    Locale.ROOT,
                    "<th class=\"number\"><button>%s%s</button></th>",
                    Html.text(column.title()),
                    arrow(column.better()))));
    html.append("</tr></thead><tbody>\n");
    for (int i = 0; i < runs.size(); i++) {
      html.append(
          String.format(
              Locale.ROOT,
              "<tr data-model=\"%d\"><th><i class=\"dot\" style=\"background:%s\"></i>%s</th>",
              i,
              Palette.color(i),
              Html.text(runs.get(i).name())));
      for (Column column : columns) {
        html.append(cell(column, runs.get(i)));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").append(notes()).toString();
  }

  private String cell(Column column, Run run) {
    Optional<Double> value = column.value().apply(run);
    if (value.isEmpty()) {
      return "<td class=\"number\" data-value=\"\">–</td>";
    }
    boolean best = value.equals(column.best(runs));
    return String.format(
        Locale.ROOT,
        "<td class=\"number%s\" data-value=\"%s\">%s</td>",
        best ? " best" : "",
        value.get(),
        String.format(Locale.ROOT, column.format(), value.get()));
  }

  private static String arrow(int better) {
    return better == 0 ? "" : better > 0 ? "&nbsp;↑" : "&nbsp;↓";
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (String metric : metrics()) {
      int better = metric.equals("TER") ? -1 : 1;
      columns.add(
          new Column(metric, "%.2f", better, run -> metric(run, metric).map(Metric::value)));
    }
    columns.add(new Column("perplexity", "%.2f", -1, run -> run.scores().map(Scores::perplexity)));
    columns.add(
        new Column(
            "token accuracy",
            "%.2f %%",
            1,
            run -> run.scores().map(Scores::tokenAccuracy).map(share -> 100 * share)));
    columns.add(
        new Column("best validation BLEU", "%.2f", 1, run -> highest(run, HistoryEntry::bleu)));
    columns.add(
        new Column(
            "parameters", "%,.0f", 0, run -> run.options().map(o -> (double) o.parameters())));
    columns.add(new Column("epochs", "%.0f", 0, run -> last(run, e -> (double) e.epoch())));
    columns.add(new Column("training, min", "%.1f", 0, run -> last(run, e -> e.seconds() / 60)));
    columns.add(
        new Column(
            "training tokens/s", "%,.0f", 0, run -> last(run, HistoryEntry::tokensPerSecond)));
    return columns;
  }

  private List<String> metrics() {
    return runs.stream()
        .flatMap(run -> run.scores().stream())
        .flatMap(scores -> scores.corpus().stream())
        .map(Metric::name)
        .distinct()
        .toList();
  }

  private static Optional<Metric> metric(Run run, String name) {
    return run.scores().stream()
        .flatMap(scores -> scores.corpus().stream())
        .filter(metric -> metric.name().equals(name))
        .findFirst();
  }

  private static Optional<Double> highest(Run run, Function<HistoryEntry, Double> value) {
    return run.history().stream()
        .map(value)
        .filter(Objects::nonNull)
        .filter(Double::isFinite)
        .max(Double::compare);
  }

  private static Optional<Double> last(Run run, Function<HistoryEntry, Double> value) {
    List<HistoryEntry> history = run.history();
    return history.isEmpty()
        ? Optional.empty()
        : Optional.of(value.apply(history.get(history.size() - 1)));
  }

  /** Test sets, decoding and signatures: what the numbers depend on, and whether it is the same. */
  private String notes() {
    Map<String, TreeSet<String>> notes = new LinkedHashMap<>();
    for (Run run : runs) {
      run.scores()
          .ifPresent(
              scores -> {
                note(
                    notes, "Test set", scores.testSet() + ", " + scores.sentences() + " sentences");
                if (scores.decoding() != null) {
                  note(notes, "Decoding", scores.decoding());
                }
                scores.corpus().forEach(metric -> note(notes, metric.name(), metric.signature()));
              });
    }
    StringBuilder html = new StringBuilder();
    if (!notes.isEmpty()) {
      html.append("<dl class=\"notes\">\n");
      notes.forEach(
          (name, values) -> {
            html.append(String.format(Locale.ROOT, "<dt>%s</dt><dd>", Html.text(name)));
            values.forEach(
                v -> html.append(String.format(Locale.ROOT, "<code>%s</code>", Html.text(v))));
            if (values.size() > 1) {
              html.append("<strong class=\"warning\">not the same for all models</strong>");
            }
            html.append("</dd>\n");
          });
      html.append("</dl>\n");
    }
    return html.toString();
  }

  private static void note(Map<String, TreeSet<String>> notes, String name, String value) {
    notes.computeIfAbsent(name, n -> new TreeSet<>()).add(value);
  }
}
