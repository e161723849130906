package org.attentionzoo.layers.recurrent;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.VertexRun;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Output and all gradients against PyTorch: nn.GRU, nn.LSTM, and loops over their cells. */
class RecurrentParityTest {

  @ParameterizedTest
  @EnumSource(Cell.class)
  void theEncoderEqualsPackedSequences(Cell cell) {
    Fixture f = Fixture.load(cell == Cell.GRU ? "encoder_gru" : "encoder_lstm");
    RecurrentEncoder encoder =
        new RecurrentEncoder.Builder()
            .cell(cell)
            .inputSize(3)
            .units(2)
            .layers(2)
            .bidirectional(true)
            .outputStates(true)
            .build();
    GraphBuilder builder = Nets.builder(DataType.DOUBLE, "x").addLayer("v", encoder, "x");
    ComputationGraph net = Nets.withOutput(builder, (int) encoder.layout().size(), "v");
    VertexRun run = new VertexRun(net, "v");
    setParameters(net, run, f);
    INDArray out = run.forward(new INDArray[] {f.sequence("source")}, f.get("mask"));
    assertEqual(f, "out", out.permute(0, 2, 1).mul(f.get("known")));
    run.backward(f.sequence("eps"));
    assertEqual(f, "grad_source", run.inputGradient(0).permute(0, 2, 1));
    checkGradients(net, run, f);
  }

  @Test
  void bahdanausOrderEqualsALoop() {
    EncoderLayout encoder = layout(Cell.GRU, 1, true, false);
    DecoderOrder order = BahdanauOrder.maxout(Alignment.of(new Additive(4)), 2);
    checkDecoder("decoder_bahdanau", Cell.GRU, 3, 1, encoder, order, InitialState.BRIDGE);
  }

  @Test
  void luongsOrderWithInputFeedingEqualsALoop() {
    EncoderLayout encoder = layout(Cell.LSTM, 2, false, true);
    DecoderOrder order = new LuongOrder(Alignment.of(new General()), true, 3);
    checkDecoder("decoder_luong", Cell.LSTM, 2, 2, encoder, order, InitialState.ENCODER);
  }

  @Test
  void noAttentionEqualsALoop() {
    EncoderLayout encoder = layout(Cell.LSTM, 2, false, true);
    checkDecoder("decoder_plain", Cell.LSTM, 2, 2, encoder, new PlainOrder(), InitialState.ENCODER);
  }

  private static EncoderLayout layout(Cell cell, int layers, boolean both, boolean states) {
    return new RecurrentEncoder.Builder()
        .cell(cell)
        .units(2)
        .layers(layers)
        .bidirectional(both)
        .outputStates(states)
        .build()
        .layout();
  }

  private static void checkDecoder(
      String fixture,
      Cell cell,
      int units,
      int layers,
      EncoderLayout encoder,
      DecoderOrder order,
      InitialState initialState) {
    Fixture f = Fixture.load(fixture);
    RecurrentDecoder decoder =
        new RecurrentDecoder.Builder()
            .cell(cell)
            .embeddingSize(2)
            .units(units)
            .layers(layers)
            .encoder(encoder)
            .order(order)
            .initialState(initialState)
            .build();
    GraphBuilder builder =
        Nets.builder(DataType.DOUBLE, "y", "m").addVertex("v", decoder, "y", "m");
    ComputationGraph net = Nets.withOutput(builder, (int) decoder.outputSize(), "v");
    VertexRun run = new VertexRun(net, "v");
    setParameters(net, run, f);
    INDArray[] inputs = {f.sequence("target"), f.sequence("memory")};
    INDArray out = run.forward(inputs, f.get("target_mask"), f.get("memory_mask"));
    assertEqual(f, "out", out.permute(0, 2, 1));
    if (!(order instanceof PlainOrder)) {
      PlannedVertexRuntime vertex = (PlannedVertexRuntime) net.getVertex("v");
      assertEqual(f, "weights", vertex.exposed("weights"));
    }
    run.backward(f.sequence("eps"));
    assertEqual(f, "grad_target", run.inputGradient(0).permute(0, 2, 1));
    assertEqual(f, "grad_memory", run.inputGradient(1).permute(0, 2, 1));
    checkGradients(net, run, f);
  }

  private static void assertEqual(Fixture f, String key, INDArray actual) {
    Fixture.assertClose(key, actual, f.get(key), 1e-12);
  }

  private static void setParameters(ComputationGraph net, VertexRun run, Fixture f) {
    for (String key : net.getVertex("v").paramTable(false).keySet()) {
      run.setParameter(key, f.get(key));
    }
  }

  private static void checkGradients(ComputationGraph net, VertexRun run, Fixture f) {
    for (String key : net.getVertex("v").paramTable(false).keySet()) {
      assertEqual(f, "grad_" + key, run.gradient(key).reshape('c', f.get(key).shape()));
    }
  }
}
