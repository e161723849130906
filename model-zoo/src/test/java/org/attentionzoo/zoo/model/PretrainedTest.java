package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.ModelZipException;
import org.attentionzoo.zoo.io.TrustedClasses;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;

class PretrainedTest {
  private static final Vocabulary VOCABULARY = Vocabulary.of(List.of("a", "b", "c"));

  @TempDir private Path folder;
  private Path zip;
  private ComputationGraph trained;

  private static AttentionSeq2SeqBuilder model() {
    return AttentionSeq2Seq.builder()
        .vocabularySize(VOCABULARY.size())
        .embeddingSize(6)
        .units(5)
        .updater(new Adam(new NoamSchedule(8, 3, 0.1)));
  }

  private static MultiDataSet batch() {
    int[] ids = {4, 5, 6, 4};
    return SequenceBatch.of(List.of(new SequencePair(ids, ids)));
  }

  @BeforeEach
  void train() throws IOException {
    trained = model().build().init();
    for (int i = 0; i < 3; i++) {
      trained.fit(batch());
    }
    zip = save(trained);
  }

  private Path save(ComputationGraph net) throws IOException {
    Path file = folder.resolve("model.zip");
    new ModelZip(net, VOCABULARY, VOCABULARY, ModelCard.builder("test").build()).save(file);
    return file;
  }

  @Test
  void withTheSameUpdaterTrainingGoesOnWhereItStopped() throws IOException {
    ComputationGraph net = model().build().initPretrained(zip);
    assertThat(net.params()).isEqualTo(trained.params());
    for (int i = 0; i < 3; i++) {
      net.fit(batch());
      trained.fit(batch());
    }
    assertThat(net.params()).isEqualTo(trained.params());
    assertThat(net.getIterationCount()).isEqualTo(6);
  }

  @Test
  void ownClassesAreReadWhenTrusted() throws IOException {
    Path own = save(model().updater(new Adam(new Own())).build().init());
    assertThatThrownBy(() -> model().build().initPretrained(own))
        .isInstanceOf(ModelZipException.class)
        .hasMessageContaining("not trusted: " + Own.class.getName());
    TrustedClasses trusted = TrustedClasses.standard().and(Own.class);
    assertThat(model().build().initPretrained(own, trusted).params())
        .isEqualTo(ModelZip.load(own, true, trusted).network().params());
  }

  /** Stands for a user's schedule. */
  public record Own() implements ISchedule {
    @Override
    public double valueAt(int iteration, int epoch) {
      return 0.1;
    }

    @Override
    public Own clone() {
      return new Own();
    }
  }

  @Test
  void theBuildersUpdaterTakesThePlaceOfTheSavedOne() throws IOException {
    ComputationGraph net = model().updater(new Sgd(0.5)).build().initPretrained(zip);
    assertThat(net.getIterationCount()).isZero();
    assertThat(net.params()).isEqualTo(trained.params());
    net.fit(batch());
    double difference =
        net.getFlattenedGradients() // holds what was subtracted
            .sub(trained.params().sub(net.params()))
            .amaxNumber()
            .doubleValue();
    assertThat(difference).isLessThan(1e-6);
    assertThat(net.getUpdater().getUpdaterBlocks())
        .allMatch(block -> block.getGradientUpdater().getConfig().equals(new Sgd(0.5)));
  }

  @Test
  void dropoutSmoothingRegularizationAndSeedAreTheBuilders() throws IOException {
    ComputationGraph net =
        model().dropout(0.5).labelSmoothing(0.2).l2(0.3).seed(9).build().initPretrained(zip);
    TokenOutputLayer output = (TokenOutputLayer) net.getLayer("output").conf().getLayer();
    assertThat(output.getLabelSmoothing()).isEqualTo(0.2);
    assertThat(net.conf().getSeed()).isEqualTo(9);
    assertThat(net.calcRegularizationScore(true)).isPositive();
    double withoutPenalty = net.score(batch(), false) - net.calcRegularizationScore(true);
    assertThat(withoutPenalty).isNotEqualTo(trained.score(batch(), false));
    // the same network but for the masks of dropout
    double first = net.score(batch(), true);
    net.getConfiguration().setIterationCount(net.getIterationCount() + 1);
    assertThat(net.score(batch(), true)).isNotEqualTo(first);
    ComputationGraph plain = model().build().initPretrained(zip);
    assertThat(plain.score(batch(), true)).isEqualTo(trained.score(batch(), true));
  }

  @Test
  void theDataTypeIsTheBuilders() throws IOException {
    ComputationGraph net = model().dataType(DataType.DOUBLE).build().initPretrained(zip);
    assertThat(net.params().dataType()).isEqualTo(DataType.DOUBLE);
    assertThat(net.params().castTo(DataType.FLOAT)).isEqualTo(trained.params());
    net.fit(batch());
  }

  @Test
  void anOptionThatChangesWhatIsComputedIsRefused() throws IOException {
    assertThatThrownBy(() -> model().cell(Cell.LSTM).build().initPretrained(zip))
        .isInstanceOf(ModelZipException.class)
        .hasMessageContaining("holds another model");
    TransformerModelBuilder transformer =
        Transformer.tiny().modelSize(8).heads(2).feedForwardSize(12).layers(1);
    transformer.vocabularySize(VOCABULARY.size());
    Path other = save(transformer.build().init());
    assertThat(transformer.dropout(0.3).build().initPretrained(other)).isNotNull();
    assertThatThrownBy(() -> transformer.heads(4).build().initPretrained(other))
        .isInstanceOf(ModelZipException.class)
        .hasMessageContaining("expected heads of \"encoder0\" to be 4, got 2");
  }
}
