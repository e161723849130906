package org.attentionzoo.layers.output;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a {@link TokenOutputLayer}: the weight is the parameter W [d, V]. */
public final class TokenOutputRuntime extends BaseTokenOutputRuntime<TokenOutputLayer>
    implements TokenScorer {
  /** The table that shares a weight's memory, made once, as decoding asks for it at each step. */
  private record View(INDArray weight, INDArray table) {}

  private transient volatile View tableView;

  TokenOutputRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  INDArray table(boolean training, LayerWorkspaceMgr mgr) {
    return transposed(getParamWithNoise(DefaultParamInitializer.WEIGHT_KEY, training, mgr));
  }

  /** W [d, V] → [V, d], 'c'; shares the memory unless noise or a user made W a 'c' array. */
  private static INDArray transposed(INDArray w) {
    return (w.ordering() == 'f' ? w : w.dup('f')).transpose();
  }

  @Override
  INDArray tableGradient(Gradient gradient, LayerWorkspaceMgr mgr) {
    INDArray view = gradientViews.get(DefaultParamInitializer.WEIGHT_KEY); // [d, V], 'f'
    gradient.setGradientFor(DefaultParamInitializer.WEIGHT_KEY, view);
    return view.transpose(); // [V, d], 'c'
  }

  @Override
  public INDArray logProbabilities(INDArray hidden) {
    return logProbabilities(hidden, tableParameter());
  }

  @Override
  public RowScorer rows() {
    return rowScorer(this::tableParameter);
  }

  private INDArray tableParameter() {
    INDArray weight = getParam(DefaultParamInitializer.WEIGHT_KEY);
    if (weight.ordering() != 'f') {
      return transposed(weight);
    }
    View view = tableView;
    if (view == null || view.weight() != weight) {
      view = new View(weight, transposed(weight));
      tableView = view;
    }
    return view.table();
  }
}
