package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log says at debug which kernels each part of a model uses, in training and decoding. */
class KernelLinesTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("org.attentionzoo.layers");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(appender);
    logger.setLevel(null);
    logger.setAdditive(true);
  }

  /** What the log says of kernels while a new model is trained for a step and writes something. */
  private List<String> lines(ModelBuilder<?> model) {
    appender.list.clear();
    TrainAndWrite.run(model);
    return appender.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(" uses the kernels "))
        .toList();
  }

  @Test
  void ofATransformerWithOneTable() {
    assertThat(lines(TrainAndWrite.transformer()))
        .containsExactlyElementsOf(
            """
            SharedEmbeddingTable "table" in FLOAT uses the kernels []
            TiedTokenEmbedding "sourceEmbedding" in FLOAT uses the kernels [embedding]
            TiedTokenEmbedding "targetEmbedding" in FLOAT uses the kernels [embedding]
            TransformerEncoderLayer "encoder0" in FLOAT uses the kernels [linear, attention, \
            linear, residual_norm, feed_forward, residual_norm]
            TransformerDecoderLayer "decoder0" in FLOAT uses the kernels [linear, attention, \
            linear, residual_norm, linear, linear, attention, linear, residual_norm, \
            feed_forward, residual_norm]
            TiedTokenOutput "output" in FLOAT uses the kernels [chunked_loss, softmax_rows]
            FastAdam of 976 parameters in FLOAT uses the kernels [adam]
            TiedTokenEmbedding "targetEmbedding", step of decoding, in FLOAT uses the kernels \
            [embedding]
            TransformerDecoderLayer "decoder0", start of decoding, in FLOAT uses the kernels \
            [linear]
            TransformerDecoderLayer "decoder0", step of decoding, in FLOAT uses the kernels \
            [linear, step_attention, linear, residual_norm, linear, step_attention, linear, \
            residual_norm, feed_forward, residual_norm]
            """
                .lines()
                .toList());
  }

  @Test
  void ofARecurrentModel() {
    assertThat(lines(TrainAndWrite.recurrent()))
        .containsAll(
            """
            RecurrentEncoder "encoder" in FLOAT uses the kernels [linear, gru_product, gru, \
            linear, gru_product, gru]
            RecurrentDecoder "decoder" in FLOAT uses the kernels [linear, linear, tanh, linear, \
            linear, additive_scores, attention_mask, masked_softmax, attention_contexts, linear, \
            gru_product, gru, joined_linear, maxout]
            TokenOutputLayer "output" in FLOAT uses the kernels [chunked_loss, softmax_rows]
            RecurrentDecoder "decoder", start of decoding, in FLOAT uses the kernels [linear, \
            linear, tanh]
            RecurrentDecoder "decoder", step of decoding, in FLOAT uses the kernels [linear, \
            linear, additive_scores, attention_mask, masked_softmax, attention_contexts, linear, \
            gru_product, gru, joined_linear, maxout]
            """
                .lines()
                .toList());
  }

  @Test
  void switchedOffThereAreNone() {
    for (ModelBuilder<?> model : TrainAndWrite.models()) {
      int parts = lines(model).size();
      List<String> lines = DecodingKernelsTest.withoutKernels(() -> lines(model));
      assertThat(lines).hasSize(parts).allMatch(line -> line.endsWith("[]"));
    }
  }
}
