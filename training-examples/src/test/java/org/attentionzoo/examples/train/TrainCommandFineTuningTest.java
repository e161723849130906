package org.attentionzoo.examples.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.zoo.io.ModelZip;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code train --from} with what it can change of a saved model. */
class TrainCommandFineTuningTest extends TrainCommandRun {

  private Path base;
  private ModelZip before;

  @BeforeEach
  void trainTheBase() throws IOException {
    assertThat(
            train(
                "base",
                "--steps=2",
                "--model-size=8",
                "--heads=2",
                "--layers=1",
                "--tokenizer=word",
                "--fallback=characters",
                "--average=0"))
        .as("%s", err)
        .isZero();
    base = folder.resolve("base/model.zip");
    before = ModelZip.load(base);
    List<String> sources = SmallCorpus.sources();
    Files.write(folder.resolve("a.de"), sources.stream().map(s -> "Xaver " + s).toList());
    err.getBuffer().setLength(0);
  }

  private ModelZip tuned(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("--from=" + base, "--steps=1", "--average=0"));
    all.addAll(List.of(options));
    String name = "run" + Math.abs(String.join("", options).hashCode());
    assertThat(train(name, all.toArray(String[]::new))).as("%s", err).isZero();
    return model(name);
  }

  private boolean isKept(ModelZip tuned, String part) {
    ComputationGraph network = before.network();
    return network.getVertex(part).params().equals(tuned.network().getVertex(part).params());
  }

  @Test
  void whatIsFrozenStaysAndTheReportSaysSo() throws IOException {
    ModelZip tuned = tuned("--freeze=encoder,output", "--l2=0.1", "--dropout=0.25");
    assertThat(isKept(tuned, "encoder0")).isTrue();
    assertThat(isKept(tuned, "output")).isTrue();
    assertThat(isKept(tuned, "decoder0")).isFalse();
    assertThat(isKept(tuned, "sourceEmbedding")).isFalse();
    assertThat(err.toString().lines())
        .anyMatch(line -> line.endsWith("all kept, frozen, the gradient passes"))
        .anyMatch(line -> line.contains("parameters are trained"))
        .anyMatch(line -> line.startsWith("encoder0, dropout of SUBLAYERS: 0.1 -> 0.25"));
    ModelZip last = tuned("--freeze-all-but-last=1");
    assertThat(isKept(last, "encoder0")).isTrue();
    assertThat(isKept(last, "decoder0")).isFalse();
  }

  @Test
  void aResumedTrainingGoesOnWithWhatWasFrozen() throws IOException {
    assertThat(train("part", "--from=" + base, "--steps=1", "--freeze=encoder,embeddings"))
        .as("%s", err)
        .isZero();
    Files.delete(base);
    assertThat(resume("part", "--steps=3")).as("%s", err).isZero();
    assertThat(isKept(model("part"), "encoder0")).isTrue();
    assertThat(isKept(model("part"), "decoder0")).isFalse();
    assertThat(new RunFolder(folder.resolve("part")).options().orElseThrow().options())
        .containsKey("freeze")
        .doesNotContainKeys("model", "dropout", "label-smoothing", "unfreeze");
    assertThat(resume("part", "--steps=4", "--freeze=decoder")).isEqualTo(1);
    assertThat(err.toString()).contains("--freeze was [encoder, embeddings] and is [decoder]");
  }

  @Test
  void theVocabularyGrowsByTheWordsOfTheText() throws IOException {
    assertThat(before.source().contains("Xaver")).isFalse();
    ModelZip grown = tuned("--grow-vocabulary=source");
    assertThat(grown.source().contains("Xaver")).isTrue();
    assertThat(grown.source().tokens().subList(0, before.source().size()))
        .isEqualTo(before.source().tokens());
    assertThat(grown.sourceCodec().tokens("Xaver")).containsExactly("Xaver");
    assertThat(grown.target()).isEqualTo(before.target());
    assertThat(tuned("--grow-vocabulary=source", "--min-frequency=10000").source())
        .isEqualTo(before.source());
  }

  @Test
  void theVocabularyShrinksOrIsLearntAnew() throws IOException {
    ModelZip shrunk = tuned("--shrink-vocabulary=both", "--limit=6");
    assertThat(shrunk.target().size()).isLessThan(before.target().size());
    ModelZip other = tuned("--retokenize=source", "--tokenizer=bpe", "--merges=10");
    assertThat(other.sourceCodec().tokenizer().bpeMerges()).isPresent();
    assertThat(other.target()).isEqualTo(before.target());
    ModelZip language = tuned("--new-language=target", "--tokenizer=character");
    assertThat(language.targetCodec().tokenizer().name()).isEqualTo("character");
    assertThat(language.source()).isEqualTo(before.source());
  }

  @Test
  void whatDoesNotGoTogetherNamesTheOption() {
    String from = "--from=" + base;
    assertRefused("--freeze has no meaning without --from", "--freeze=encoder");
    assertRefused(
        "only one of --grow-vocabulary", from, "--grow-vocabulary=both", "--retokenize=both");
    assertRefused("--new-rows has no meaning without", from, "--new-rows=fresh");
    assertRefused("--l2 and --weight-decay exclude", from, "--l2=1", "--weight-decay=1");
    assertRefused("--l1 must be 0 or more, but is -1.0", from, "--l1=-1");
    assertRefused("--merges has no meaning with --from", from, "--merges=9");
    assertRefused("--min-frequency has no meaning with --from", from, "--min-frequency=9");
    assertFails("--freeze: the model has no part \"encoder9\"", from, "--freeze=encoder9");
    assertFails("--freeze-all-but-last: the last 9 layers", from, "--freeze-all-but-last=9");
    assertFails("every part is frozen", from, "--freeze=encoder,decoder,embeddings,output");
  }

  private void assertRefused(String message, String... options) {
    err.getBuffer().setLength(0);
    assertThat(train("none", options)).as("%s", err).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  private void assertFails(String message, String... options) {
    err.getBuffer().setLength(0);
    assertThat(train("none", options)).as("%s", err).isEqualTo(1);
    assertThat(err.toString()).contains(message);
    assertThat(folder.resolve("none")).doesNotExist();
  }
}
