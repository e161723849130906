package org.attentionzoo.layers.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.attentionzoo.layers.Fixture;
import org.attentionzoo.layers.GradientChecks;
import org.attentionzoo.layers.Nets;
import org.attentionzoo.layers.VertexRun;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class TokenEmbeddingTest {

  private static final int V = 7;
  private static final int D = 4;

  @Test
  void gradientsAreRightWithRepeatedIdsDropoutAndLearnedPositions() {
    ComputationGraph net = net(all().learnedPositions(6), DataType.DOUBLE);
    INDArray mask = Nets.mask(5, 5, 2);
    INDArray labels = Nets.values(3, 2, 2, 5);
    MultiDataSet data =
        new MultiDataSet(
            new INDArray[] {Nets.ids(new int[][] {{1, 2, 2, 6, 3}, {5, 1, 0, 0, 0}})},
            new INDArray[] {labels},
            new INDArray[] {mask},
            new INDArray[] {mask});
    GradientChecks.of(net, data)
        .afterFitting(new MultiDataSet(Nets.ids(new int[] {1, 2}), Nets.values(1, 1, 2, 2)))
        .onlyParams(p -> !p.equals("x_W")) // its padding row is no parameter; see below
        .check();
    net.computeGradientAndScore();
    assertThat(error(net, data)).isLessThan(1e-6);
  }

  /** Largest difference between the table's gradient and central differences, without padding. */
  private static double error(ComputationGraph net, MultiDataSet data) {
    net.setInputs(data.getFeatures());
    net.setLabels(data.getLabels());
    net.setLayerMaskArrays(data.getFeaturesMaskArrays(), data.getLabelsMaskArrays());
    net.computeGradientAndScore();
    INDArray gradient = net.gradient().getGradientFor("x_W").dup();
    assertThat(gradient.getRow(0).amaxNumber().doubleValue()).isZero();
    INDArray table = net.getParam("x_W");
    double worst = 0;
    for (int id = 1; id < V; id++) {
      for (int k = 0; k < D; k++) {
        double before = table.getDouble(id, k);
        table.putScalar(id, k, before + 1e-5);
        net.computeGradientAndScore();
        double up = net.score();
        table.putScalar(id, k, before - 1e-5);
        net.computeGradientAndScore();
        double down = net.score();
        table.putScalar(id, k, before);
        worst = Math.max(worst, Math.abs((up - down) / 2e-5 - gradient.getDouble(id, k) / 2));
      }
    }
    return worst;
  }

  @Test
  void outputAndGradientEqualPyTorch() {
    Fixture f = Fixture.load("token_embedding");
    ComputationGraph net = net(plain().paddingId(0).scaled(true), DataType.DOUBLE);
    VertexRun run = new VertexRun(net, "x");
    run.setParameter("W", f.get("W"));
    INDArray out = run.forward(new INDArray[] {f.get("ids", DataType.INT32)});
    f.assertEquals("out", out.permute(0, 2, 1));
    f.assertEquals("grad_W", run.backward(f.sequence("eps")).gradient("W"));
  }

  @Test
  void anIdThatOccursTwiceGetsBothGradientsAndPaddingNone() {
    INDArray ids = Nets.ids(new int[][] {{1, 2, 2, 6, 3}, {5, 1, 0, 0, 0}});
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray gradient = Nets.values(1, 2, 5, D).castTo(type);
      INDArray table = Nd4j.ones(type, V, D); // of undefined content
      new TokenLookup(1.5, 2L)
          .newInstance()
          .backward(
              new PlanFunction.Call(
                  new INDArray[] {ids, table},
                  new INDArray[1],
                  new INDArray[] {gradient},
                  new INDArray[] {null, table},
                  new PlanFunction.Pass(true, 0)));
      INDArray expected = Nd4j.zeros(type, V, D);
      for (int i = 0; i < 10; i++) {
        int id = ids.getInt(i / 5, i % 5);
        if (id != 2) {
          expected.getRow(id).addi(gradient.reshape('c', 10, D).getRow(i).mul(1.5));
        }
      }
      Fixture.assertClose("table in " + type, table, expected, 1e-6);
    }
  }

  @Test
  void sinusoidalPositionsAreThePapersAtAnyLength() {
    ComputationGraph net = net(plain().sinusoidalPositions(), DataType.FLOAT);
    net.getParam("x_W").assign(0);
    for (int length : new int[] {3, 700, 20}) {
      INDArray out = output(net, Nd4j.ones(DataType.INT32, 1, length)); // [1, d, T]
      int t = length - 1;
      assertThat(out.getDouble(0, 0, t)).isCloseTo(Math.sin(t), within());
      assertThat(out.getDouble(0, 1, t)).isCloseTo(Math.cos(t), within());
      assertThat(out.getDouble(0, 2, t)).isCloseTo(Math.sin(t / 100.0), within());
      assertThat(out.getDouble(0, 3, t)).isCloseTo(Math.cos(t / 100.0), within());
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-5);
  }

  @Test
  void aSentenceLongerThanTheLearnedPositionsIsAnError() {
    ComputationGraph net = net(plain().learnedPositions(3), DataType.FLOAT);
    assertThat(output(net, Nets.ids(new int[] {1, 2, 3})).shape()).containsExactly(1, D, 3);
    assertThatThrownBy(() -> output(net, Nets.ids(new int[] {1, 2, 3, 4})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length 4")
        .hasMessageContaining("maximum length 3");
  }

  @Test
  void thePaddingRowStaysZeroInTraining() {
    ComputationGraph net =
        Nets.withOutput(
            Nets.builder(DataType.FLOAT, new Adam(0.1), "ids")
                .addLayer("x", plain().paddingId(2).build(), "ids"),
            D,
            "x");
    INDArray before = net.getParam("x_W").dup();
    assertThat(before.getRow(2).amaxNumber().doubleValue()).isZero();
    net.fit(new MultiDataSet(Nets.ids(new int[] {1, 2, 2}), Nets.values(1, 1, 2, 3)));
    assertThat(net.getParam("x_W").getRow(2).amaxNumber().doubleValue()).isZero();
    assertThat(net.getParam("x_W").getRow(1)).isNotEqualTo(before.getRow(1));
  }

  @Test
  void initialValuesHaveVarianceOneOverSizeAndDependOnTheSeedOnly() {
    TokenEmbedding.Builder wide = new TokenEmbedding.Builder().vocabularySize(500).size(64);
    ComputationGraph net = seeded(wide, 1);
    assertThat(net.getParam("x_W").stdNumber().doubleValue())
        .isCloseTo(1 / 8.0, org.assertj.core.data.Offset.offset(0.005));
    assertThat(seeded(wide, 1).params()).isEqualTo(net.params());
    assertThat(seeded(wide, 2).params()).isNotEqualTo(net.params());
  }

  private static ComputationGraph seeded(TokenEmbedding.Builder builder, long seed) {
    return Nets.initialized(
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .graphBuilder()
            .addInputs("ids")
            .addLayer("x", builder.build(), "ids")
            .setOutputs("x"));
  }

  @Test
  void anIdOutsideTheVocabularyIsNamed() {
    ComputationGraph net = net(plain(), DataType.FLOAT);
    for (int bad : new int[] {V, -1}) {
      assertThatThrownBy(() -> output(net, Nets.ids(new int[][] {{1, 2}, {3, bad}})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("token id " + bad)
          .hasMessageContaining("row 1, position 1")
          .hasMessageContaining("[0, 7)");
    }
  }

  @Test
  void builderNamesWhatIsWrong() {
    assertRejected(new TokenEmbedding.Builder().size(4), "vocabulary size");
    assertRejected(new TokenEmbedding.Builder().vocabularySize(4), "embedding size");
    assertRejected(plain().paddingId(V), "padding id 7");
    assertRejected(plain().paddingId(-1), "padding id -1");
    assertRejected(plain().dropoutRate(1), "dropout rate must be in [0, 1), but is 1.0");
    assertRejected(plain().dropoutRate(Double.NaN), "NaN");
    assertRejected(plain().learnedPositions(0), "maximum length");
    assertRejected(plain().dropOut(0.5), "dropoutRate");
  }

  private static void assertRejected(TokenEmbedding.Builder builder, String message) {
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everyOptionSurvivesJson() {
    ComputationGraph net = net(all().learnedPositions(6), DataType.DOUBLE);
    ComputationGraph copy = Nets.throughJson(net);
    assertThat(copy.getConfiguration()).isEqualTo(net.getConfiguration());
    assertThat(copy.getConfiguration().toJson()).contains("\"maxLength\" : 6", "0.3", "LEARNED");
    copy.setParams(net.params());
    INDArray ids = Nets.ids(new int[] {4, 0, 2});
    assertThat(output(copy, ids)).isEqualTo(output(net, ids));
    assertThatThrownBy(() -> output(copy, Nets.ids(new int[7])))
        .hasMessageContaining("maximum length 6");
  }

  @Test
  void stepsEqualTheWholeSentence() {
    INDArray ids = Nets.ids(new int[][] {{1, 2, 2, 6, 3}, {5, 1, 0, 4, 0}});
    for (TokenEmbedding.Builder builder :
        new TokenEmbedding.Builder[] {
          all(), all().sinusoidalPositions(), all().learnedPositions(5)
        }) {
      ComputationGraph net = net(builder, DataType.DOUBLE);
      INDArray whole = vectors(net, ids); // [N, d, T]
      Stepper stepper = ((PlannedLayerRuntime) net.getLayer("x")).stepper();
      stepper.begin(2, java.util.Map.of(), java.util.Map.of());
      for (int t = 0; t < 5; t++) {
        INDArray step = stepper.step(ids.getColumn(t, true).dup('c')); // [N, 1, d]
        Fixture.assertClose(
            "step " + t, step.reshape('c', 2, D), whole.tensorAlongDimension(t, 0, 1), 1e-12);
      }
    }
  }

  @Test
  void idsMayBeAViewWithGaps() {
    INDArray all = Nd4j.createFromArray(new int[][] {{1, 2}, {3, 4}, {2, 0}}); // [T, N]
    ComputationGraph net = net(plain(), DataType.FLOAT);
    INDArray view = all.transpose();
    Fixture.assertClose("view", output(net, view), output(net, view.dup('c')), 0);
    INDArray step = all.getColumn(1, true);
    Fixture.assertClose("one token", output(net, step), output(net, step.dup('c')), 0);
  }

  private static TokenEmbedding.Builder plain() {
    return new TokenEmbedding.Builder().vocabularySize(V).size(D);
  }

  private static TokenEmbedding.Builder all() {
    return plain().scaled(true).paddingId(0).dropoutRate(0.3);
  }

  private static ComputationGraph net(TokenEmbedding.Builder builder, DataType type) {
    return Nets.withOutput(Nets.builder(type, "ids").addLayer("x", builder.build(), "ids"), D, "x");
  }

  /** The embedding's own output at inference. */
  private static INDArray vectors(ComputationGraph net, INDArray ids) {
    return net.feedForward(ids, false).get("x");
  }

  private static INDArray output(ComputationGraph net, INDArray ids) {
    return vectors(net, ids);
  }
}
