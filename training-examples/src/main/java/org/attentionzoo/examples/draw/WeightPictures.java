package org.attentionzoo.examples.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.examples.report.HeatMap;
import org.attentionzoo.examples.report.Png;
import org.attentionzoo.layers.attention.Attention;
import org.attentionzoo.layers.attention.ScaledDot;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertex;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.attentionzoo.layers.transformer.TransformerDecoderLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.knowm.xchart.HeatMapChart;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Attention weights of layers with random parameters: where they may look, not what they learned.
 */
final class WeightPictures {

  private static final int SIZE = 16;
  private static final int SEED = 7;
  private static final String PADDING = "–";

  private static final List<String> SOURCE =
      List.of("we", "go", "to", "the", "zoo", "at", "six", ".", PADDING, PADDING);
  private static final List<String> TARGET =
      List.of("<s>", "on", "va", "au", "zoo", "à", "six", "h", ".", PADDING);

  private WeightPictures() {}

  /** One attention over each kind of window. */
  static void windows(Path file) throws IOException {
    Map<String, Window> windows = new LinkedHashMap<>();
    windows.put("Window.global()", Window.global());
    windows.put("Window.localMonotonic(2)", Window.localMonotonic(2));
    windows.put("Window.localPredictive(2)", Window.localPredictive(2));
    List<HeatMapChart> charts = new ArrayList<>();
    for (Map.Entry<String, Window> window : windows.entrySet()) {
      PlannedVertexRuntime attention =
          run(
              new Attention.Builder()
                  .querySize(SIZE)
                  .memorySize(SIZE)
                  .score(new ScaledDot())
                  .window(window.getValue())
                  .build());
      float[][] weights = attention.exposed(Attention.WEIGHTS).slice(0).toFloatMatrix();
      charts.add(HeatMap.chart(window.getKey(), "source", "target", weights, SOURCE, TARGET));
    }
    Png.write(charts, 1, charts.size(), file);
  }

  /** Both attentions of a Transformer's decoder layer. */
  static void masks(Path file) throws IOException {
    PlannedVertexRuntime layer =
        run(new TransformerDecoderLayer.Builder().size(SIZE).heads(1).build());
    float[][] self = layer.exposed("selfWeights").slice(0).slice(0).toFloatMatrix();
    float[][] cross = layer.exposed("weights").slice(0).slice(0).toFloatMatrix();
    Png.write(
        List.of(
            HeatMap.chart("causal self-attention", "target", "target", self, TARGET, TARGET),
            HeatMap.chart("cross-attention", "source", "target", cross, SOURCE, TARGET)),
        1,
        2,
        file);
  }

  /** Random queries and memory of one sentence, with padding at their ends. */
  private static PlannedVertexRuntime run(PlannedVertex vertex) {
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .graphBuilder()
                .addInputs("target", "source")
                .setInputTypes(InputType.recurrent(SIZE), InputType.recurrent(SIZE))
                .addVertex("vertex", vertex, "target", "source")
                .addLayer(
                    "output", new TokenOutputLayer.Builder().nIn(SIZE).nOut(2).build(), "vertex")
                .setOutputs("output")
                .build());
    net.init();
    Nd4j.getRandom().setSeed(SEED);
    INDArray[] sequences = {Nd4j.randn(1, SIZE, TARGET.size()), Nd4j.randn(1, SIZE, SOURCE.size())};
    net.output(false, sequences, new INDArray[] {mask(TARGET), mask(SOURCE)});
    return (PlannedVertexRuntime) net.getVertex("vertex");
  }

  /** {@code [1, length]}. */
  private static INDArray mask(List<String> tokens) {
    float[][] mask = new float[1][tokens.size()];
    for (int t = 0; t < tokens.size(); t++) {
      mask[0][t] = tokens.get(t).equals(PADDING) ? 0 : 1;
    }
    return Nd4j.createFromArray(mask);
  }
}
