package org.attentionzoo.zoo.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.dl4j.ForwardPasses;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BorrowedNetworkTest {

  private final ComputationGraph net =
      AttentionSeq2Seq.builder().vocabularySize(9).embeddingSize(4).units(6).build().init();
  private final INDArray source = Nd4j.createFromArray(new int[][] {{4, 5, 6}, {7, 0, 0}});
  private final INDArray target = Nd4j.createFromArray(new int[][] {{2, 5}, {2, 0}});
  private final INDArray sourceMask = Nd4j.createFromArray(new float[][] {{1, 1, 1}, {1, 0, 0}});
  private final INDArray targetMask = Nd4j.createFromArray(new float[][] {{1, 1}, {1, 0}});

  private Map<String, INDArray> run(String... wanted) {
    return new BorrowedNetwork(net, List.of(wanted))
        .run(new INDArray[] {source, target}, new INDArray[] {sourceMask, targetMask});
  }

  @Test
  void activationsAreThoseOfAWholePass() {
    net.setInputs(source, target);
    net.setLayerMaskArrays(new INDArray[] {sourceMask, targetMask}, null);
    Map<String, INDArray> whole = net.feedForward(false, true, true);
    net.clearLayerMaskArrays();

    Map<String, INDArray> wanted = run("encoder", "decoder");

    assertThat(wanted).containsOnlyKeys("encoder", "decoder");
    wanted.forEach((name, activation) -> assertThat(activation).isEqualTo(whole.get(name)));
    assertThat(run("source").get("source")).isEqualTo(source);
  }

  @Test
  void onlyWhatIsNeededRuns() {
    run("encoder");
    assertThat(ForwardPasses.of(net.getVertex("decoder"))).isZero();
    run("decoder");
    assertThat(ForwardPasses.of(net.getVertex("decoder"))).isEqualTo(1);
  }

  @Test
  void nothingIsLeftBehind() {
    INDArray before = net.output(source, target)[0].dup();
    run("decoder");
    assertThat(net.getInputMaskArrays()).isNull();
    assertThat(net.getVertex("decoder").getInputs()).containsOnlyNulls();
    assertThat(net.output(source, target)[0]).isEqualTo(before); // no mask has stayed
  }

  @Test
  void nothingIsLeftBehindWhereAPassFails() {
    INDArray before = net.output(source, target)[0].dup();
    INDArray half = sourceMask.sub(0.5);
    assertThatThrownBy(
            () ->
                new BorrowedNetwork(net, List.of("decoder"))
                    .run(new INDArray[] {source, target}, new INDArray[] {half, targetMask}))
        .hasMessageContaining("mask");
    assertThat(net.output(source, target)[0]).isEqualTo(before);
  }

  @Test
  void whatTheNetworkDoesNotHaveIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run("encoder", "other"))
        .withMessage("the network has no vertex \"other\"");
    BorrowedNetwork borrowed = new BorrowedNetwork(net, List.of("encoder"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> borrowed.run(new INDArray[] {source}, null))
        .withMessage("1 inputs for a network with 2 inputs");
    INDArray[] both = {source, target};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> borrowed.run(both, new INDArray[3]))
        .withMessage("3 masks for a network with 2 inputs");
  }

  @Test
  void inMemoryOfTheirOwnThePartsComputeTheSame() {
    BorrowedNetwork borrowed =
        new BorrowedNetwork(net, List.of("encoder", "decoder"), DecodingFactors.FLOAT32);
    for (int i = 0; i < 2; i++) {
      Map<String, INDArray> wanted =
          borrowed.run(new INDArray[] {source, target}, new INDArray[] {sourceMask, targetMask});
      assertThat(wanted).isEqualTo(run("encoder", "decoder"));
      borrowed.freeMemory(); // what was returned, and a later run, do without
    }
  }

  @Test
  void whatIsOverwrittenIsNotExposed() {
    PlannedVertexRuntime decoder = (PlannedVertexRuntime) net.getVertex("decoder");
    run("decoder");
    assertThat(decoder.exposed("weights").shape()).containsExactly(2, 2, 3); // [N, T, S]

    new BorrowedNetwork(net, List.of("decoder"), DecodingFactors.FLOAT32)
        .run(new INDArray[] {source, target}, new INDArray[] {sourceMask, targetMask});
    assertThatThrownBy(() -> decoder.exposed("weights")).hasMessageContaining("after a forward");
  }
}
