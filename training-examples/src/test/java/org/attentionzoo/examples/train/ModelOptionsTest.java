package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.attentionzoo.zoo.model.SequenceModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ModelOptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--model=bahdanau",
        "--model=bahdanau --cell=lstm --layers=2 --maxout=8 --initialization=bahdanau",
        "--model=bahdanau --score=location",
        "--model=luong",
        "--model=luong --score=concat --no-input-feeding",
        "--model=luong --score=dot --initialization=0.1",
        "--model=luong --score=scaled-dot --tying=target",
        "--model=luong --score=cosine --reverse-source",
        "--model=luong --window=local-m --window-width=2",
        "--model=luong --window=local-p --no-bidirectional",
        "--model=seq2seq --cell=gru --layers=2 --no-reverse-source",
        "--model=transformer --model-size=12 --heads=3 --feed-forward=20 --decoder-layers=1",
        "--norm=post --activation=gelu --learned-positions=50 --tying=none --dropout=0",
      })
  void everyOptionBuildsAModel(String arguments) {
    assertThat(build(arguments).parameterCount()).isPositive();
  }

  @Test
  void optionsChangeTheModel() {
    long base = build("--model=luong --units=8").parameterCount();
    assertThat(build("--model=luong --units=9").parameterCount()).isNotEqualTo(base);
    assertThat(build("--model=luong --units=8 --no-input-feeding").parameterCount())
        .isLessThan(base);
    assertThat(build("--model=luong --units=8 --layers=2").parameterCount()).isGreaterThan(base);
    assertThat(build("--model=luong --units=8 --score=dot").parameterCount()).isLessThan(base);
    assertThat(build("--model=luong --units=8 --no-bidirectional").parameterCount())
        .isLessThan(base);
  }

  @Test
  void aTransformerNormalizesBeforeItsSublayersUnlessToldOtherwise() {
    String small = "--model=transformer --model-size=12 --heads=3";
    // a stack that normalizes before its sub-layers ends with a norm of its own
    assertThat(build(small).parameterCount())
        .isEqualTo(build(small + " --norm=pre").parameterCount())
        .isGreaterThan(build(small + " --norm=post").parameterCount());
  }

  @Test
  void theDropoutsOfATransformerAreAsTheGeneralOneUnlessToldOtherwise() {
    String small = "--model=transformer --model-size=12 --heads=3 --dropout=0.3";
    assertThat(build(small).conf().toJson())
        .contains("\"dropoutRate\" : 0.3")
        .contains("\"attentionDropoutRate\" : null")
        .contains("\"activationDropoutRate\" : null");
    assertThat(build(small + " --attention-dropout=0 --activation-dropout=0.25").conf().toJson())
        .contains("\"dropoutRate\" : 0.3")
        .contains("\"attentionDropoutRate\" : 0.0")
        .contains("\"activationDropoutRate\" : 0.25");
  }

  @Test
  void wrongCombinationsAreExplained() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build("--model=luong --bidirectional --score=dot"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build("--model=transformer --model-size=10 --heads=4"))
        .withMessage("model size 10 is not divisible by 4 heads");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build("--model=seq2seq --initialization=big"))
        .withMessage("--initialization must be standard, bahdanau or a number, but is big");
  }

  private static SequenceModel build(String arguments) {
    ModelOptions options = new ModelOptions();
    CommandLine.ParseResult parsed =
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("m", mixin(options)))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .parseArgs(arguments.split(" "));
    options.check(parsed);
    return options.builder(true, 20).vocabularySize(12).build();
  }

  private static CommandLine.Model.CommandSpec mixin(ModelOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }
}
