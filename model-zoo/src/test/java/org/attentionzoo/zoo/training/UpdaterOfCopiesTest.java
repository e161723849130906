package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.ModelZipException;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.learning.config.Adam;
import org.slf4j.LoggerFactory;

/** What was put into a network is in its copies and zips, or it is said that it is not. */
class UpdaterOfCopiesTest {

  private final Logger log = (Logger) LoggerFactory.getLogger(AccumulatingUpdater.class);
  private final ListAppender<ILoggingEvent> messages = new ListAppender<>();

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    messages.start();
    log.addAppender(messages);
    log.setAdditive(false);
  }

  @AfterEach
  void listenNoMore() {
    log.detachAppender(messages);
    log.setAdditive(true);
  }

  private static ModelZip accumulating(TinyModels model) {
    ModelZip zip = model.create(1);
    AccumulatingUpdater.install(zip.network(), 2, 0.05);
    TinyModels.fit(zip.network(), 4);
    return zip;
  }

  @ParameterizedTest
  @EnumSource
  void aModelZipKeepsTheUpdater(TinyModels kind) throws IOException {
    ModelZip model = accumulating(kind);
    Path file = folder.resolve("model.zip");
    model.save(file);
    ComputationGraph loaded = ModelZip.load(file).network();
    ComputationGraph pretrained =
        kind.builder()
            .vocabularySize(model.source().size())
            .updater(new Adam(new NoamSchedule(8, 3, 0.1)))
            .seed(1)
            .build()
            .initPretrained(file);
    TinyModels.fit(model.network(), 4);
    for (ComputationGraph each : List.of(loaded, pretrained)) {
      assertThat(each.getUpdater()).isInstanceOf(AccumulatingUpdater.class);
      TinyModels.fit(each, 4);
      assertThat(each.params()).isEqualTo(model.network().params());
    }
    assertThat(messages.list).isEmpty();
    assertThat(ModelZip.load(file, false).network().params()).isNotNull();
  }

  @Test
  void aCopyOfDl4jsHasAnotherWhichIsSaid() {
    ComputationGraph network = accumulating(TinyModels.BAHDANAU).network();
    assertThat(network.clone().getUpdater()).isNotInstanceOf(AccumulatingUpdater.class);
    assertThat(messages.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .startsWith("ComputationGraph.clone leaves out that the updater makes one update of 2")
        .contains("AccumulatingUpdater.install(network, 2, 0.05)");
  }

  @Test
  void aZipOfDl4jsHasAnotherWhichIsSaid() throws IOException {
    ComputationGraph network = accumulating(TinyModels.BAHDANAU).network();
    network.save(folder.resolve("dl4j.zip").toFile());
    assertThat(messages.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .isNotEmpty()
        .allMatch(message -> message.startsWith("ModelSerializer.writeModel leaves out"));
  }

  @Test
  void anotherTrainingBeginsWithoutIt() {
    ModelZip start =
        FineTuning.from(accumulating(TinyModels.BAHDANAU)).updater(new Adam(0.1)).build().model();
    assertThat(start.network().getUpdater())
        .isInstanceOf(DirectUpdater.class)
        .isNotInstanceOf(AccumulatingUpdater.class);
  }

  @ParameterizedTest
  @EnumSource
  void clippingOfThePartsStaysAndListenersAsWithAnyNetwork(TinyModels kind) throws IOException {
    ModelZip zip = kind.create(1);
    ComputationGraph network =
        kind.builder().vocabularySize(8).gradientClipping(0.01).seed(1).build().init();
    network.setListeners(new ScoreIterationListener(1000));
    ModelZip model = new ModelZip(network, zip.source(), zip.target(), zip.card());
    Path file = folder.resolve("model.zip");
    model.save(file);
    ComputationGraph loaded = ModelZip.load(file).network();
    ComputationGraph copy = network.clone();
    assertThat(loaded.getListeners()).isEmpty();
    assertThat(copy.getListeners()).isEqualTo(network.getListeners());
    TinyModels.fit(network, 3);
    for (ComputationGraph each : List.of(loaded, copy)) {
      for (GraphVertex vertex : each.getVertices()) {
        if (vertex.numParams() > 0) {
          assertThat(vertex.getConfig().getGradientNormalization())
              .as(vertex.getVertexName())
              .isEqualTo(GradientNormalization.ClipL2PerLayer);
          assertThat(vertex.getConfig().getGradientNormalizationThreshold()).isEqualTo(0.01);
        }
      }
      TinyModels.fit(each, 3);
      assertThat(each.params()).isEqualTo(network.params());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | an updater must have a kind and options",
        "{\"kind\": \"other\", \"options\": {}} | there is no updater of the kind \"other\" here",
        "{\"kind\": \"accumulating\", \"options\": {}} | it must have a whole number of batches",
        "{\"kind\": \"accumulating\", \"options\": {\"batches\": \"2\"}} | batches must be a number, but is \"2\"",
        "{\"kind\": \"accumulating\", \"options\": {\"batches\": 2.5, \"maxNorm\": 0}} | a whole number",
        "{\"kind\": \"accumulating\", \"options\": {\"batches\": 0, \"maxNorm\": 0}} | batches must be at least 1, but is 0",
        "{\"kind\": \"accumulating\", \"options\": {\"batches\": 1e99, \"maxNorm\": 0}} | a whole number",
        "{\"kind\": \"accumulating\", \"options\": {\"batches\": 2, \"maxNorm\": -1}} | maxNorm must be a norm",
        "{\"kind\": \"accumulating\", \"options\": {\"batches\": 2, \"maxNorm\": 1e999}} | maxNorm must be a norm",
        "{\"kind\": | it is not JSON",
      })
  void anotherUpdaterThanThereIsIsRefused(String json, String reason) throws IOException {
    Path file = folder.resolve("model.zip");
    TinyModels.BAHDANAU
        .create(1)
        .save(file, Map.of("updater.json", json.getBytes(StandardCharsets.UTF_8)));
    assertThatExceptionOfType(ModelZipException.class)
        .isThrownBy(() -> ModelZip.load(file))
        .withMessageStartingWith(file + ": updater.json: ")
        .withMessageContaining(reason);
  }
}
