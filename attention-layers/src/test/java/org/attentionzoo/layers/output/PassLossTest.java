package org.attentionzoo.layers.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** The score after a backward pass costs nothing, and is that of no other pass. */
class PassLossTest {
  private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();
  private static final INDArray LABELS = Nd4j.createFromArray(new int[][] {{0, 4, 2}, {3, 1, 1}});
  private static final INDArray OTHERS = Nd4j.createFromArray(new int[][] {{1, 1, 1}, {2, 2, 0}});
  private static final INDArray MASK = Nd4j.createFromArray(new float[][] {{1, 1, 1}, {1, 0, 0}});

  private final ComputationGraph net = trained(b -> b.labelSmoothing(0.1));
  private final TokenOutputRuntime layer = (TokenOutputRuntime) net.getLayer("out");
  private final INDArray input = Nd4j.randn(DataType.FLOAT, 2, OutputNets.D, 3);

  /** After one step, which makes room for gradients. */
  private static ComputationGraph trained(UnaryOperator<TokenOutputLayer.Builder> options) {
    ComputationGraph net = OutputNets.net(OutputNets.global(DataType.FLOAT, new Sgd(0.5)), options);
    net.fit(OutputNets.data(DataType.FLOAT, 2, 3));
    return net;
  }

  private double score(boolean training) {
    return layer.computeScore(0, training, NONE);
  }

  private void begin(INDArray input, INDArray labels, INDArray mask) {
    layer.setInput(input, NONE);
    layer.setLabels(labels);
    layer.setMaskArray(mask);
  }

  /** What a layer says that ran no backward pass. */
  private double fresh(INDArray input, INDArray labels, INDArray mask) {
    begin(input, labels, mask);
    return score(false);
  }

  /** The methods of the layer's mathematics that are called from now on. */
  private static List<String> calls(ComputationGraph net) throws Exception {
    Object layer = net.getLayer("out");
    Field field = BaseTokenOutputRuntime.class.getDeclaredField("softmax");
    field.setAccessible(true);
    Object softmax = field.get(layer);
    List<String> calls = new ArrayList<>();
    field.set(
        layer,
        Proxy.newProxyInstance(
            TokenSoftmax.class.getClassLoader(),
            new Class<?>[] {TokenSoftmax.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              try {
                return method.invoke(softmax, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
    return calls;
  }

  @Test
  void aTrainingStepRunsThroughTheOutputOnce() throws Exception {
    MultiDataSet data = OutputNets.data(DataType.FLOAT, 2, 3, 3, 1);
    for (ComputationGraph each :
        List.of(net, TiedTokenOutputTest.net(DataType.FLOAT, new Sgd(1)))) {
      each.fit(data);
      List<String> calls = calls(each);
      each.fit(data);
      assertThat(calls).containsOnlyOnce("lossesAndGradients").doesNotContain("losses");
    }
  }

  @Test
  void theScoreIsThatOfTheBackwardPass() {
    double expected = fresh(input, LABELS, MASK);
    begin(input, LABELS, MASK);
    layer.backpropGradient(null, NONE);
    assertThat(score(true)).isEqualTo(expected);
  }

  @Test
  void whatIsSetAfterTheBackwardPassIsWhatTheScoreIsOf() {
    INDArray otherInput = input.mul(2);
    check(() -> layer.setLabels(OTHERS), input, OTHERS, MASK);
    check(() -> layer.setMaskArray(null), input, LABELS, null);
    check(() -> layer.setInput(otherInput, NONE), otherInput, LABELS, MASK);
    check(
        () -> {
          layer.clear();
          begin(otherInput, LABELS, MASK);
        },
        otherInput,
        LABELS,
        MASK);
  }

  private void check(Runnable change, INDArray thenInput, INDArray thenLabels, INDArray thenMask) {
    begin(input, LABELS, MASK);
    layer.backpropGradient(null, NONE);
    double before = fresh(input, LABELS, MASK);
    begin(input, LABELS, MASK);
    layer.backpropGradient(null, NONE);
    change.run();
    double after = score(true);
    assertThat(after).isNotEqualTo(before).isEqualTo(fresh(thenInput, thenLabels, thenMask));
  }

  /** Another pass, or another score, of the same arrays is one with the parameters of now. */
  @Test
  void parametersThatChangedCountFromTheNextPassAndTheNextScoreOn() {
    List<Consumer<ComputationGraph>> ways =
        List.of(
            net -> net.setParams(net.params().mul(3)),
            net -> net.setParam("out_W", net.getParam("out_W").mul(3)),
            net -> net.params().muli(3),
            net -> layer.setParam("W", layer.getParam("W").mul(3)),
            net -> layer.setParams(layer.params().mul(3)));
    for (Consumer<ComputationGraph> way : ways) {
      net.params().assign(Nd4j.randn(DataType.FLOAT, net.params().shape()).muli(0.2));
      begin(input, LABELS, MASK);
      layer.backpropGradient(null, NONE);
      double before = score(true);
      way.accept(net);
      double after = score(true);
      assertThat(after).isNotEqualTo(before).isEqualTo(fresh(input, LABELS, MASK));

      begin(input, LABELS, MASK);
      layer.backpropGradient(null, NONE); // its score is never asked for
      way.accept(net);
      layer.setInput(input, NONE);
      double next = score(true);
      assertThat(next).isNotEqualTo(after).isEqualTo(fresh(input, LABELS, MASK));
    }
  }

  @Test
  void aScoreWithoutTrainingIsNotThatOfAPassWithDropout() {
    ComputationGraph dropped = trained(b -> b.dropOut(0.5));
    TokenOutputRuntime out = (TokenOutputRuntime) dropped.getLayer("out");
    out.setInput(input.dup(), NONE);
    out.setLabels(LABELS);
    out.backpropGradient(null, NONE);
    double training = out.computeScore(0, true, NONE);
    out.setInput(input.dup(), NONE);
    out.backpropGradient(null, NONE);
    assertThat(out.computeScore(0, false, NONE)).isNotEqualTo(training);
  }
}
