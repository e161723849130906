package org.attentionzoo.layers.embedding;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.fused.Fused;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What an embedding with a table of its own and one with a shared table have in common. */
final class Embedded {

  static final String IDS = "ids";

  /** Parameter keys; renaming one breaks saved models. */
  static final String TABLE_KEY = "W";

  static final String POSITIONS_KEY = "P";

  private final EmbeddingOptions options;

  Embedded(EmbeddingOptions options) {
    this.options = options;
  }

  /** Shapes of the parameters besides the table. */
  Map<String, long[]> parameterShapes() {
    return options.positions() == Positions.LEARNED
        ? Map.of(POSITIONS_KEY, new long[] {options.longest(), options.size()})
        : Map.of();
  }

  /** Normal values of variance 1/d, so that √d · embedding has variance 1. */
  static void initialize(INDArray table, Long paddingId) {
    double deviation = 1 / Math.sqrt(table.size(1));
    table.assign(Nd4j.randn(table.dataType(), table.shape()).muli(deviation));
    if (paddingId != null) {
      table.getRow(paddingId).assign(0);
    }
  }

  void initializePositions(Map<String, INDArray> parameters) {
    if (parameters.containsKey(POSITIONS_KEY)) {
      initialize(parameters.get(POSITIONS_KEY), null);
    }
  }

  /** dropout(table[ids]·scale + positions), {@code [N, T, d]}; Vaswani et al. 2017, §3.4–5.4. */
  SDVariable define(LayerGraph g, SDVariable table) {
    return define(g, table, false);
  }

  /** One step of {@link #define}, {@code [N, 1, d]}. */
  Map<String, SDVariable> defineNext(LayerGraph g, SDVariable table) {
    Map<String, SDVariable> result = new LinkedHashMap<>();
    result.put(Incremental.OUTPUT, define(g, table, true));
    return result;
  }

  private SDVariable define(LayerGraph g, SDVariable table, boolean step) {
    int site = g.newSite();
    List<SDVariable> arguments = new ArrayList<>(List.of(g.input(IDS), table));
    if (options.positions() == Positions.LEARNED) {
      arguments.add(g.parameter(POSITIONS_KEY));
    }
    if (step && options.positions() != Positions.NONE) {
      arguments.add(g.input(Incremental.POSITION));
    }
    return g.fused(
        fused(step, site),
        arguments,
        () -> g.dropout(vectors(g, table, step), options.dropoutRate(), site));
  }

  private PlanFunction fused(boolean step, int site) {
    int size = Math.toIntExact(options.size());
    Sinusoids sinusoids = options.sinusoids();
    return Fused.embedding(
        options.scale(),
        options.paddingId(),
        options.positions() == Positions.LEARNED,
        sinusoids == null ? null : length -> sinusoids.table(DataType.FLOAT, length, size),
        step,
        options.dropoutRate(),
        site);
  }

  private SDVariable vectors(LayerGraph g, SDVariable table, boolean step) {
    TokenLookup lookup = new TokenLookup(options.scale(), options.paddingId());
    SDVariable x = g.call(lookup, g.input(IDS), table).get(0); // [N, T, d]
    if (options.positions() == Positions.NONE) {
      return x;
    }
    List<SDVariable> arguments = new ArrayList<>();
    arguments.add(x);
    if (options.positions() == Positions.LEARNED) {
      arguments.add(g.parameter(POSITIONS_KEY));
    }
    if (step) {
      arguments.add(g.input(Incremental.POSITION));
    }
    AddPositions positions = new AddPositions(options.sinusoids(), step);
    return g.call(positions, arguments.toArray(SDVariable[]::new)).get(0);
  }
}
