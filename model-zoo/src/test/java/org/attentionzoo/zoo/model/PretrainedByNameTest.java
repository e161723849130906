package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Arrays;
import org.attentionzoo.layers.attention.Additive;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.junit.jupiter.api.Test;

/** The models that come with the library, in DL4J's way and in ours. */
class PretrainedByNameTest {

  private static AttentionSeq2SeqBuilder dates(ModelZip model) {
    return AttentionSeq2Seq.builder()
        .sourceVocabularySize(model.source().size())
        .targetVocabularySize(model.target().size())
        .embeddingSize(64)
        .units(128)
        .score(new Additive(128));
  }

  private static ModelZip load() throws IOException {
    return PretrainedModels.standard().load("dates");
  }

  @Test
  void aModelReadsDates() throws IOException {
    for (String name : new String[] {"dates", "dates-transformer"}) {
      try (Translator translator = Translator.pretrained(name)) {
        assertThat(translator.translate("3rd of May 1999")).isEqualTo("1999-05-03");
        assertThat(translator.translate("samedi 9 mai 1998")).isEqualTo("1998-05-09");
      }
    }
  }

  @Test
  void aBuilderTakesTheParametersOfAModelAndKeepsItsOwnOptions() throws IOException {
    ModelZip model = load();
    ComputationGraph net =
        dates(model).dropout(0.1).updater(new FastAdam(1e-4)).build().initPretrained("dates");
    assertThat(net.params()).isEqualTo(model.network().params());
    assertThat(net.getIterationCount()).isZero();
  }

  @Test
  void anotherModelIsRefusedAndTheFirstDifferenceNamed() throws IOException {
    ModelZip model = load();
    assertThatIOException()
        .isThrownBy(() -> dates(model).units(64).build().initPretrained("dates"))
        .withMessageStartingWith("model \"dates\": ")
        .withMessageContaining("encoder");
    assertThatIOException()
        .isThrownBy(() -> dates(model).build().initPretrained("dates-transformer"))
        .withMessageStartingWith("model \"dates-transformer\": ");
  }

  @Test
  void allWaysToAskSayWhatThereIs() throws IOException {
    SequenceModel model = dates(load()).build();
    assertThat(Arrays.stream(PretrainedType.values()).anyMatch(model::pretrainedAvailable))
        .isFalse();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(model::initPretrained)
        .withMessageStartingWith(
            "attentionseq2seq has pretrained parameters by name only; there is")
        .withMessageContaining("initPretrained(\"dates\"), initPretrained(\"dates-transformer\")");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> model.initPretrained(PretrainedType.MNIST))
        .withMessageStartingWith(
            "attentionseq2seq has no pretrained parameters of MNIST; there is");
    assertThat(model.pretrainedAvailable("dates")).isTrue();
    assertThat(model.pretrainedAvailable("no-such")).isFalse();
    assertThatIOException()
        .isThrownBy(() -> model.initPretrained("no-such"))
        .withMessageStartingWith(
            "there is no model \"no-such\"; there are: dates, dates-transformer");
    assertThatIOException()
        .isThrownBy(() -> Translator.pretrained("no-such"))
        .withMessageStartingWith(
            "there is no model \"no-such\"; there are: dates, dates-transformer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Translator.pretrained("No such"))
        .withMessageContaining("\"No such\"");
  }
}
