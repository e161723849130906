package org.attentionzoo.zoo.batch;

import java.io.Serializable;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * A batch whose labels are token ids. DL4J's {@code evaluate} wants them one-hot and fails with a
 * message about shapes; it is the only one to ask for metadata, so that is where it is told.
 */
final class TokenDataSet extends MultiDataSet {
  private static final long serialVersionUID = 1L;

  TokenDataSet(
      INDArray[] features, INDArray[] labels, INDArray[] featureMasks, INDArray[] labelMasks) {
    super(features, labels, featureMasks, labelMasks);
  }

  @Override
  public List<Serializable> getExampleMetaData() {
    throw new UnsupportedOperationException(
        "DL4J's evaluation needs one-hot labels, and those of a token batch are ids:"
            + " use org.attentionzoo.zoo.metrics.TeacherForcing for loss, perplexity and accuracy");
  }
}
