package org.attentionzoo.examples.soak;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.attentionzoo.examples.report.Png;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Memory, threads, open files and translations along the time. */
final class SoakPicture {

  private SoakPicture() {}

  static void write(List<SoakSample> samples, Path file) throws IOException {
    List<XYChart> charts =
        List.of(
            chart(samples, "resident memory, MB", SoakSample::resident),
            chart(samples, "native memory in use, MB", SoakSample::allocated),
            chart(samples, "heap after a collection, MB", SoakSample::heap),
            chart(samples, "threads", SoakSample::threads),
            chart(samples, "open files", SoakSample::files),
            chart(samples, "translations so far", SoakSample::requests));
    Png.write(charts, 3, 2, file);
  }

  private static XYChart chart(
      List<SoakSample> samples, String name, ToDoubleFunction<SoakSample> quantity) {
    XYChart chart =
        new XYChartBuilder().width(620).height(300).xAxisTitle("minutes").yAxisTitle(name).build();
    double[] minutes = samples.stream().mapToDouble(SoakSample::minutes).toArray();
    chart
        .addSeries(name, minutes, samples.stream().mapToDouble(quantity).toArray())
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(new Color(0x1C, 0x5A, 0x9A))
        .setLineStyle(new BasicStroke(2f));
    chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.0).setLegendVisible(false);
    chart.getStyler().setChartBackgroundColor(Color.WHITE).setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xE4E4E4));
    return chart;
  }
}
