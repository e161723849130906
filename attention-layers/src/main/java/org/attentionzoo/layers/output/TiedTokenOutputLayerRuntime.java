package org.attentionzoo.layers.output;

import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layer inside a {@link TiedTokenOutputVertexRuntime}: gets the table from the vertex before
 * each pass and leaves the table's gradient for it.
 */
final class TiedTokenOutputLayerRuntime extends BaseTokenOutputRuntime<TiedTokenOutput> {
  private INDArray table;
  private INDArray tableEpsilon;
  private boolean tableFrozen;

  TiedTokenOutputLayerRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /**
   * @throws IllegalArgumentException if the shape is not [V, d]
   */
  void setTable(INDArray table) {
    long v = layerConf().getNOut();
    long d = layerConf().getNIn();
    if (table.rank() != 2 || table.size(0) != v || table.size(1) != d) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "table has shape %s, expected [%d, %d] (vocabulary, model size) %s",
              Arrays.toString(table.shape()),
              v,
              d,
              layerId()));
    }
    this.table = table.castTo(dataType);
  }

  /** Nobody will ask for the gradient of the table. */
  void setTableFrozen(boolean frozen) {
    tableFrozen = frozen;
  }

  /** Gradient of the table [V, d] found by the last backward pass, null if frozen; given once. */
  INDArray takeTableEpsilon() {
    INDArray taken = tableEpsilon;
    tableEpsilon = null;
    return taken;
  }

  @Override
  INDArray table(boolean training, LayerWorkspaceMgr mgr) {
    if (table == null) {
      throw new IllegalStateException("the table has not been set " + layerId());
    }
    return table;
  }

  @Override
  INDArray tableGradient(Gradient gradient, LayerWorkspaceMgr mgr) {
    if (tableFrozen) {
      return null;
    }
    tableEpsilon = mgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, table.shape(), 'c');
    return tableEpsilon;
  }

  @Override
  public void clear() {
    super.clear();
    table = null;
    tableEpsilon = null;
  }
}
