package org.attentionzoo.zoo.ctranslate2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.attentionzoo.zoo.weights.CTranslate2Bytes;
import org.attentionzoo.zoo.weights.CTranslate2Bytes.Type;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A Transformer of ours as CTranslate2's converters would write it. */
final class CTranslate2Writer {

  private final Map<String, INDArray> parameters;
  private final CTranslate2Bytes bytes;
  private final Type type;
  private boolean biases = true;

  CTranslate2Writer(ComputationGraph network, CTranslate2Bytes bytes, Type type) {
    this.parameters = network.paramTable();
    this.bytes = bytes;
    this.type = type;
  }

  /** Linear layers have none, which is as good as zeros. */
  CTranslate2Writer withoutBiases() {
    biases = false;
    return this;
  }

  CTranslate2Bytes write() {
    for (String stack : new String[] {"encoder", "decoder"}) {
      String side = stack.equals("encoder") ? "source" : "target";
      INDArray table = parameters.getOrDefault(side + "Embedding_W", parameters.get("table_W"));
      weight(stack + "/embeddings/weight", table);
      if (parameters.containsKey(side + "Embedding_P")) {
        put(stack + "/position_encodings/encodings", parameters.get(side + "Embedding_P"));
      }
      norm(side + "Norm_norm", stack + "/layernorm_embedding");
      for (int i = 0; parameters.containsKey(stack + i + "_ffW1"); i++) {
        layer(stack + i + "_", stack + "/layer_" + i + "/");
      }
      norm(stack + "Norm_norm", stack + "/layer_norm");
    }
    if (parameters.containsKey("output_W")) {
      weight("decoder/projection/weight", parameters.get("output_W").transpose());
    } else {
      bytes.alias("decoder/projection/weight", "decoder/embeddings/weight");
    }
    if (biases) {
      put("decoder/projection/bias", parameters.get("output_b").reshape(-1));
    }
    return bytes;
  }

  private void layer(String ours, String theirs) {
    int norms = 1;
    String self = theirs + "self_attention/";
    linear(self + "linear_0", ours + "self", "q", "k", "v");
    linear(self + "linear_1", ours + "self", "o");
    norm(ours + "norm" + norms++, self + "layer_norm");
    if (parameters.containsKey(ours + "crossWq")) {
      String cross = theirs + "attention/";
      linear(cross + "linear_0", ours + "cross", "q");
      linear(cross + "linear_1", ours + "cross", "k", "v");
      linear(cross + "linear_2", ours + "cross", "o");
      norm(ours + "norm" + norms++, cross + "layer_norm");
    }
    linear(theirs + "ffn/linear_0", ours + "ff", "1");
    linear(theirs + "ffn/linear_1", ours + "ff", "2");
    norm(ours + "norm" + norms, theirs + "ffn/layer_norm");
  }

  private void linear(String theirs, String ours, String... parts) {
    INDArray[] weights = new INDArray[parts.length];
    INDArray[] offsets = new INDArray[parts.length];
    for (int i = 0; i < parts.length; i++) {
      weights[i] = parameters.get(ours + "W" + parts[i]).transpose();
      offsets[i] = parameters.get(ours + "b" + parts[i]);
    }
    weight(theirs + "/weight", Nd4j.concat(0, weights));
    if (biases) {
      put(theirs + "/bias", Nd4j.concat(0, offsets));
    }
  }

  private void norm(String ours, String theirs) {
    if (parameters.containsKey(ours + "Gain")) {
      put(theirs + "/gamma", parameters.get(ours + "Gain"));
      put(theirs + "/beta", parameters.get(ours + "Bias"));
    }
  }

  private void put(String name, INDArray array) {
    bytes.floats(name, array.shape(), numbers(array));
  }

  /** A matrix, made integers as CTranslate2 does it where its type says so. */
  private void weight(String name, INDArray matrix) {
    float[] numbers = numbers(matrix);
    int columns = (int) matrix.size(1);
    float[] scales = new float[type == Type.INT8 ? numbers.length / columns : 1];
    ByteBuffer out = ByteBuffer.allocate(2 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < scales.length; row++) {
      int from = row * numbers.length / scales.length;
      int to = (row + 1) * numbers.length / scales.length;
      float largest = 0;
      for (int i = from; i < to; i++) {
        largest = Math.max(largest, Math.abs(numbers[i]));
      }
      scales[row] = type == Type.INT8 ? 127 / largest : 1024 / largest;
      for (int i = from; i < to; i++) {
        short rounded = (short) Math.rint(numbers[i] * scales[row]);
        if (type == Type.INT8) {
          out.put((byte) rounded);
        } else {
          out.putShort(rounded);
        }
      }
    }
    if (type == Type.FLOAT32) {
      put(name, matrix);
      return;
    }
    byte[] integers = new byte[out.position()];
    out.flip().get(integers);
    bytes.put(name, type, matrix.shape(), integers);
    bytes.floats(
        name + "_scale", type == Type.INT8 ? new long[] {scales.length} : new long[0], scales);
  }

  private static float[] numbers(INDArray array) {
    return array.dup('c').reshape(array.length()).toFloatVector();
  }
}
