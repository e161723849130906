package org.attentionzoo.layers.output;

import org.attentionzoo.layers.runtime.DecodingFactors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link TokenOutputLayer}: the weight is the parameter W [d, V]. */
public final class TokenOutputRuntime extends BaseTokenOutputRuntime<TokenOutputLayer>
    implements TokenScorer {
  /** A weight and the table that shares its memory. */
  private record View(INDArray weight, INDArray table) {}

  /** The last one: a pass and decoding ask for it again and again. */
  private transient volatile View tableView;

  TokenOutputRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  INDArray table(boolean training, LayerWorkspaceMgr mgr) {
    return transposed(getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, mgr));
  }

  /** W [d, V] → [V, d], 'c'; shares the memory unless noise or a user made W a 'c' array. */
  private INDArray transposed(INDArray w) {
    if (w.ordering() != 'f') {
      return w.dup('f').transpose();
    }
    View view = tableView;
    if (view == null || view.weight() != w) {
      view = new View(w, w.transpose());
      tableView = view;
    }
    return view.table();
  }

  @Override
  INDArray tableGradient(Gradient gradient, LayerWorkspaceMgr mgr) {
    if (isFrozen()) {
      return null;
    }
    INDArray view = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY); // [d, V], 'f'
    gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, view);
    return view.transpose(); // [V, d], 'c'
  }

  @Override
  public INDArray logProbabilities(INDArray hidden) {
    return logProbabilities(hidden, tableParameter());
  }

  @Override
  public RowScorer rows(DecodingFactors factors) {
    return rowScorer(this::tableParameter, factors);
  }

  private INDArray tableParameter() {
    return transposed(getParam(DefaultParamInitializer.WEIGHT_KEY));
  }
}
