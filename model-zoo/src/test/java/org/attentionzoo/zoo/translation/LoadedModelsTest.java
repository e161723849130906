package org.attentionzoo.zoo.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.EnsembleScorer;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WordTokenizer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelsTest {

  private static final List<String> TEXTS = List.of("ab", "", "b", "abcabc", "c?");

  private final TextCodec letters = codec(new CharacterTokenizer(), "a", "b", "c");

  @TempDir private Path folder;

  private static TextCodec codec(Tokenizer tokenizer, String... tokens) {
    return new TextCodec(tokenizer, Vocabulary.of(List.of(tokens)));
  }

  private static ComputationGraph network(long seed) {
    return Seq2Seq.builder().vocabularySize(7).embeddingSize(4).units(4).seed(seed).build().init();
  }

  private ModelZip model(long seed) {
    return new ModelZip(network(seed), letters, letters, ModelCard.builder("m" + seed).build());
  }

  private Path saved(String name, ModelZip model) throws IOException {
    Path file = folder.resolve(name);
    model.save(file);
    return file;
  }

  @Test
  void aLoadedModelTranslatesAsTheOneThatWasSaved() throws IOException {
    ModelZip model = model(3);
    Path file = saved("one.zip", model);
    List<String> expected =
        new Translator(new GraphScorer(model.network()), letters, letters).translate(TEXTS);
    assertThat(expected).anyMatch(text -> !text.isEmpty());
    assertThat(Translator.load(file).translate(TEXTS)).isEqualTo(expected);
    assertThat(Translator.of(model).translate(TEXTS)).isEqualTo(expected);
  }

  @Test
  void severalModelsDecideTogether() throws IOException {
    ModelZip one = model(3);
    ModelZip other = model(4);
    List<Path> files = List.of(saved("one.zip", one), saved("other.zip", other));
    EnsembleScorer ensemble =
        new EnsembleScorer(
            List.of(new GraphScorer(one.network()), new GraphScorer(other.network())));
    Decoding<?> beam = Decoding.beam(3);
    List<String> expected = new Translator(ensemble, letters, letters).with(beam).translate(TEXTS);
    assertThat(Translator.load(files).with(beam).translate(TEXTS)).isEqualTo(expected);
    assertThat(Translator.of(one, other).with(beam).translate(TEXTS)).isEqualTo(expected);
    assertThat(expected).isNotEqualTo(Translator.of(one).with(beam).translate(TEXTS));

    LoadedModels loaded = LoadedModels.load(files, Precision.FLOAT32, GraphScorer::new);
    assertThat(loaded.size()).isEqualTo(2);
    assertThat(loaded.modelNames()).isEqualTo("m3 + m4");
    assertThat(loaded.first().card().modelName()).isEqualTo("m3");
  }

  /** Where the processor has the precision; else as in FLOAT32. */
  @Test
  void aModelThatIsReadForAPrecisionTranslatesInIt() throws IOException {
    ModelZip own = model(3);
    Path file = saved("own.zip", own);
    for (Precision precision : Precision.values()) {
      assertThat(ModelZip.load(file, precision).network().params())
          .isEqualTo(own.network().params());
      Translator translator = Translator.load(List.of(file), precision);
      List<String> expected = Translator.load(file).precision(precision).translate(TEXTS);
      assertThat(translator.translate(TEXTS)).isEqualTo(expected);
      assertThat(translator.translate(TEXTS)).as("again").isEqualTo(expected);
    }
    LoadedModels dates =
        LoadedModels.named(List.of("dates"), Precision.standard(), GraphScorer::new);
    for (Precision precision : Precision.values()) {
      assertThat(
              LoadedModels.named(List.of("dates"), precision, net -> new GraphScorer(net).fixed())
                  .translator()
                  .translate("9 mai 1998"))
          .isEqualTo(dates.translator().translate("9 mai 1998"));
    }
  }

  @Test
  void aModelIsAFileOrThePretrainedOneOfThatName() throws IOException {
    ModelZip own = model(3);
    Path file = saved("own.zip", own);
    LoadedModels ofFile =
        LoadedModels.named(List.of(file.toString()), Precision.FLOAT32, GraphScorer::new);
    assertThat(ofFile.first().network().params()).isEqualTo(own.network().params());
    LoadedModels ofName = LoadedModels.named(List.of("dates"), Precision.FLOAT32, GraphScorer::new);
    assertThat(ofName.translator().translate("9 mai 1998"))
        .isEqualTo(Translator.pretrained("dates").translate("9 mai 1998"));
    assertNotThere("nothing", "there is no model \"nothing\"; there are: ");
    assertNotThere("nothing.zip", "nothing.zip: does not exist");
    assertNotThere(folder.resolve("dates").toString(), "dates: does not exist");
    assertNotThere("No Name", "No Name: is no file and no model's name: ");
    assertNotThere("\0", "is no file and no model's name: ");
  }

  private static void assertNotThere(String name, String message) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> LoadedModels.named(List.of(name), Precision.FLOAT32, GraphScorer::new))
        .withMessageContaining(message);
  }

  @Test
  void modelsThatDoNotFitTogetherAreNamed() throws IOException {
    TextCodec others = codec(new CharacterTokenizer(), "a", "b", "d");
    TextCodec words = codec(new WordTokenizer(), "a", "b", "c");
    ModelCard card = ModelCard.builder("other").build();
    Path first = saved("first.zip", model(3));
    Path source = saved("source.zip", new ModelZip(network(3), others, letters, card));
    Path target = saved("target.zip", new ModelZip(network(3), letters, others, card));
    Path tokenizers = saved("words.zip", new ModelZip(network(3), words, letters, card));
    assertNotTogether(first, source, "source tokens");
    assertNotTogether(first, target, "target tokens");
    assertNotTogether(first, tokenizers, "tokenizers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Translator.of(model(3), new ModelZip(network(3), letters, others, card)))
        .withMessage(
            "model 2: has other target tokens than model 1, so they cannot translate together");
  }

  private static void assertNotTogether(Path first, Path other, String what) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Translator.load(List.of(first, other)))
        .withMessage(
            "%s: has other %s than %s, so they cannot translate together", other, what, first);
  }

  @Test
  void whatCannotTranslateTextsSaysWhy() throws IOException {
    Vocabulary tokens = letters.vocabulary();
    ModelCard card = ModelCard.builder("ids").tokenizer("words").build();
    ModelZip ids = new ModelZip(network(3), tokens, tokens, card, Optional.empty());
    Path file = saved("ids.zip", ids);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Translator.load(file))
        .withMessage(
            file
                + ": the model holds no tokenizer and was made for \"words\", so it cannot"
                + " translate texts");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Translator.load(folder.resolve("none.zip")))
        .withMessageContaining("none.zip: does not exist");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Translator.load(List.of()))
        .withMessage("a translator needs at least one model");
    assertThatIllegalArgumentException().isThrownBy(Translator::of);
  }
}
