package org.attentionzoo.layers.attention;

import static org.assertj.core.api.Assertions.assertThat;

import org.attentionzoo.layers.GradientChecks;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Numeric gradient checks, through trainable layers before both inputs, so of the inputs too. */
class AttentionGradientsTest {

  @ParameterizedTest
  @MethodSource("org.attentionzoo.layers.attention.AttentionNets#alignments")
  void gradientsAreRightMaskedAndUnmaskedAfterOtherLengths(Alignment alignment) {
    ComputationGraph net = AttentionNets.net(alignment, DataType.DOUBLE, WorkspaceMode.ENABLED);
    MultiDataSet masked = AttentionNets.masked(DataType.DOUBLE);
    MultiDataSet unmasked = AttentionNets.data(DataType.DOUBLE, 2, 3, 5);
    MultiDataSet one = AttentionNets.data(DataType.DOUBLE, 1, 1, 6);
    MultiDataSet shorter = AttentionNets.data(DataType.DOUBLE, 1, 2, 1);
    double worst = GradientChecks.of(net, masked).afterFitting(one, shorter, unmasked).check();
    if (alignment.window() instanceof GlobalWindow) {
      worst = Math.max(worst, GradientChecks.of(net, unmasked).afterFitting(masked).check());
      worst = Math.max(worst, GradientChecks.of(net, one).check());
    }
    System.out.printf("gradient %s: %.1e%n", AttentionNets.label(alignment), worst);
    assertThat(worst).isLessThan(1e-4);
  }

  @Test
  void gradientsAreRightWithoutWorkspaces() {
    Alignment alignment = Alignment.of(new Additive(3));
    ComputationGraph net = AttentionNets.net(alignment, DataType.DOUBLE, WorkspaceMode.NONE);
    GradientChecks.of(net, AttentionNets.masked(DataType.DOUBLE))
        .afterFitting(AttentionNets.data(DataType.DOUBLE, 1, 1, 6))
        .check();
  }
}
