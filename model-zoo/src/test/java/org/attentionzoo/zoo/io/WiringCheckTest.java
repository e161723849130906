package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiringCheckTest {

  private static final ComputationGraphConfiguration BAHDANAU =
      AttentionSeq2Seq.builder().vocabularySize(9).embeddingSize(4).units(6).build().conf();
  private static final ComputationGraphConfiguration TRANSFORMER =
      Transformer.tiny()
          .vocabularySize(9)
          .modelSize(8)
          .heads(2)
          .feedForwardSize(12)
          .tying(Tying.ALL)
          .build()
          .conf();

  private static void assertRefused(
      ComputationGraphConfiguration conf, String place, String value, String reason) {
    ComputationGraphConfiguration edited =
        new ConfigurationJson(TrustedClasses.standard())
            .read(JsonEdit.set(conf.toJson(), place, value));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WiringCheck.check(edited))
        .withMessageContaining(reason);
  }

  @Test
  void modelsPass() {
    assertThatCode(() -> WiringCheck.check(BAHDANAU)).doesNotThrowAnyException();
    assertThatCode(() -> WiringCheck.check(TRANSFORMER)).doesNotThrowAnyException();
    assertThatCode(
            () ->
                WiringCheck.check(
                    Seq2Seq.builder().vocabularySize(9).embeddingSize(4).units(6).build().conf()))
        .doesNotThrowAnyException();
    assertThatCode(() -> WiringCheck.check(SmallModel.network().getConfiguration()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/vertices/encoder/layerConf/layer/inputSize | 5 | \"encoder\" reads size 5",
        "/vertices/encoder/layerConf/layer/units | 5 | memory",
        "/vertices/decoder/embeddingSize | 5 | size 5",
        "/vertices/decoder/encoder/units | 5 | size",
        "/vertices/decoder/order/maxout | 5 | \"output\" reads size",
        "/vertices/output/layerConf/layer/nin | 5 | \"output\" reads size 5",
      })
  void partsOfRecurrentModelsReadTheirSize(String place, String value, String reason) {
    assertRefused(BAHDANAU, place, value, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/vertices/table/size | 6 | reads size 8",
        "/vertices/table/vocabularySize | 8 | has a vocabulary of 9, but the table \"table\" one of 8",
        "/vertices/targetEmbedding/options/size | 6 | size",
        "/vertices/targetEmbedding/options/vocabularySize | 10 | \"targetEmbedding\" has a vocabulary of 10",
        "/vertices/encoder0/layerConf/layer/options/size | 6 | expects a sequence of size 6",
        "/vertices/decoder0/options/size | 6 | expects a sequence of size 6",
        "/vertices/output/layerConf/layer/nin | 6 | \"output\" reads size 6",
        "/vertices/output/layerConf/layer/nout | 8 | \"output\" has a vocabulary of 8",
        "/vertexInputs/output | [\"table\", \"decoder0\"] | output",
        "/vertexInputs/sourceEmbedding | [\"source\", \"table\"] | sourceEmbedding",
      })
  void partsOfTransformersReadTheirSize(String place, String value, String reason) {
    assertRefused(TRANSFORMER, place, value, reason);
  }
}
