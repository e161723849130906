package org.attentionzoo.examples.report;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The attention weights of all samples as JSON, for the page's script to draw. */
final class AttentionData {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Weights in thousandths: no eye tells them apart, and the page is a third of the size. */
  private static final int SCALE = 1000;

  private AttentionData() {}

  /**
   * One heat map.
   *
   * @param weights in thousandths, [T][S]
   */
  record HeatMapData(
      int model,
      String name,
      String color,
      List<String> source,
      List<String> target,
      int[][] weights) {}

  static List<HeatMapData> of(List<Run> runs) {
    List<HeatMapData> maps = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      for (SampleTranslation sample : runs.get(i).samples()) {
        if (sample.attention() != null) {
          maps.add(
              new HeatMapData(
                  i,
                  runs.get(i).name(),
                  Palette.color(i),
                  sample.sourceTokens(),
                  sample.targetTokens(),
                  scaled(sample.attention())));
        }
      }
    }
    return maps;
  }

  private static int[][] scaled(float[][] weights) {
    int[][] scaled = new int[weights.length][];
    for (int t = 0; t < weights.length; t++) {
      scaled[t] = new int[weights[t].length];
      for (int s = 0; s < weights[t].length; s++) {
        scaled[t][s] = Math.round(weights[t][s] * SCALE);
      }
    }
    return scaled;
  }

  static String json(List<HeatMapData> maps) {
    try {
      return MAPPER.writeValueAsString(maps);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Attention weights cannot be written as JSON", e);
    }
  }
}
