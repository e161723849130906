package org.attentionzoo.zoo.finetuning;

import java.util.Arrays;
import java.util.Map;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Carries the parameters of a network over to one with other vocabularies. */
final class Parameters {

  private static final String WEIGHT = "W";
  private static final String BIAS = "b";

  private final ComputationGraph before;
  private final ComputationGraph now;

  Parameters(ComputationGraph before, ComputationGraph now) {
    this.before = before;
    this.now = now;
  }

  /**
   * Those of a part.
   *
   * @param vocabulary its new vocabulary, null if it has none or that stays
   * @return how many are those of before
   */
  long carry(String part, ChangedVocabulary vocabulary) {
    Map<String, INDArray> old = before.getVertex(part).paramTable(false);
    Map<String, INDArray> current = now.getVertex(part).paramTable(false);
    if (current == null) {
      return 0;
    }
    long kept = 0;
    for (Map.Entry<String, INDArray> entry : current.entrySet()) {
      String key = entry.getKey();
      if (vocabulary != null && (key.equals(WEIGHT) || key.equals(BIAS))) {
        boolean output = isOutput(before.getConfiguration().getVertices().get(part));
        INDArray rows = rows(entry.getValue(), key, output);
        carryRows(rows(old.get(key), key, output), rows, vocabulary.origins());
        kept += vocabulary.tokens().kept() * rows.size(1);
      } else {
        entry.getValue().assign(old.get(key));
        kept += entry.getValue().length();
      }
    }
    return kept;
  }

  private static boolean isOutput(GraphVertex vertex) {
    return Cores.of(vertex) instanceof TokenOutputLayer;
  }

  /** A view with a row for each token. */
  private static INDArray rows(INDArray parameter, String key, boolean output) {
    if (key.equals(BIAS)) {
      return parameter.reshape(parameter.length(), 1);
    }
    return output ? parameter.transpose() : parameter; // [d, V] of an output layer
  }

  /** Row by row: ND4J's intervals of a view can be empty, those of its second half above all. */
  private static void carryRows(INDArray old, INDArray current, int[][] origins) {
    for (int id = 0; id < origins.length; id++) {
      if (origins[id].length == 1) {
        current.getRow(id, true).assign(old.getRow(origins[id][0], true));
      } else if (origins[id].length > 1) {
        current.getRow(id, true).assign(mean(old, origins[id]));
      }
    }
  }

  private static INDArray mean(INDArray old, int[] ids) {
    INDArray[] rows =
        Arrays.stream(ids)
            .mapToObj(id -> old.getRow(id, true).castTo(DataType.DOUBLE))
            .toArray(INDArray[]::new);
    INDArray sum = rows[0].dup();
    for (int i = 1; i < rows.length; i++) {
      sum.addi(rows[i]);
    }
    return sum.divi(rows.length).castTo(old.dataType());
  }
}
