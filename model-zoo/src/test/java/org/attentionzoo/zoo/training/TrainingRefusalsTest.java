package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.TextSplit;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.junit.jupiter.api.Test;

/** What a training refuses, and what it leaves untouched then. */
class TrainingRefusalsTest extends LettersTraining {
  @Test
  void moreWorkersThanAnUpdateHasBatchesAreRefused() {
    assertThatThrownBy(() -> train("run", options -> options.workers(3)))
        .hasMessage("workers must be at most the batches of an update (2), but are 3");
  }

  @Test
  void otherDataOrOptionsAreRefused() throws IOException {
    train("run", options -> options.updates(3));
    assertThatThrownBy(() -> train("run", options -> options.clipping(2)))
        .hasMessageContaining("cannot go on with other options: it was batches of 4 sentences")
        .hasMessageContaining("clipped to 2.0");
    assertThatThrownBy(() -> train("run", options -> options.best(Best.CHRF)))
        .hasMessageContaining("best by chrf");
    Files.writeString(folder.resolve("all.tsv"), "a\tone\nb\ttwo\n");
    text = TextSplit.setAside(ParallelText.tsv(folder.resolve("all.tsv"), 1, 2));
    assertThatThrownBy(() -> train("run", options -> options))
        .hasMessageContaining("cannot go on with other data: it was ");
  }

  @Test
  void aNewTrainingNeverWritesOverAnother() throws IOException {
    train("run", options -> options.updates(3));
    byte[] model = Files.readAllBytes(folder.resolve("run/model.zip"));
    assertThatThrownBy(() -> run("run", TrainingStart.of(newModel(0.01)), options -> options, null))
        .hasMessageContaining("run holds a training already: resume it");
    assertThat(folder.resolve("run/model.zip")).hasBinaryContent(model);

    Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("other/best.zip"), "dear");
    assertThatThrownBy(() -> train("other", options -> options))
        .hasMessageContaining("best.zip is in the way");
    assertThat(files(folder.resolve("other"))).containsExactly("best.zip");
    Files.writeString(folder.resolve("other/corpus.bin"), "dear, too");
    TrainingFolder.open(folder.resolve("other")).close();
    assertThat(folder.resolve("other/corpus.bin")).hasContent("dear, too");
  }

  @Test
  void aStartServesOneTrainingAndIsNew() throws IOException {
    TrainingStart start = TrainingStart.of(newModel(0.01));
    run("run", start, options -> options.updates(1), null);
    assertThatThrownBy(() -> run("other", start, options -> options.updates(1), null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a training has started here");
    assertThat(folder.resolve("other")).doesNotExist();
    assertThatThrownBy(() -> TrainingStart.of(start.model()))
        .hasMessageContaining("the model must be new, but has been trained for 2 iterations");
    ModelZip ids =
        new ModelZip(
            newModel(0.01).network(),
            source.vocabulary(),
            target.vocabulary(),
            ModelCard.builder("ids").build());
    assertThatThrownBy(() -> TrainingStart.of(ids)).hasMessageContaining("but ids has none");
  }

  @Test
  void modelAndDataBelongTogether() throws IOException {
    try (TrainingFolder out = TrainingFolder.open(folder.resolve("run"));
        TrainingData swapped = TrainingData.builder(text, target, source).read(out)) {
      TrainingStart start = TrainingStart.of(newModel(0.01));
      assertThatThrownBy(() -> Training.builder(start, swapped, out))
          .hasMessageContaining("encoded with the vocabularies of the model");
    }
    ModelZip fixed =
        new ModelZip(
            Transformer.builder()
                .sourceVocabularySize(source.vocabulary().size())
                .targetVocabularySize(target.vocabulary().size())
                .modelSize(8)
                .heads(2)
                .feedForwardSize(8)
                .layers(1)
                .learnedPositions(4)
                .build()
                .init(),
            source,
            target,
            ModelCard.builder("fixed").build());
    try (TrainingFolder out = TrainingFolder.open(folder.resolve("run"));
        TrainingData data = TrainingData.builder(text, source, target).read(out);
        TrainingData shorter =
            TrainingData.builder(text, source, target)
                .filter(new PairFilter(3, 9, 100))
                .read(out)) {
      TrainingStart start = TrainingStart.of(fixed);
      assertThatThrownBy(() -> Training.builder(start, data, out))
          .hasMessage("the data may have sentences of 250 tokens, but the model takes at most 3");
      assertThat(Training.builder(start, shorter, out).updates(1).build().run().history())
          .hasSize(1);
    }
  }

  @Test
  void aLossThatIsNoNumberIsAnErrorAndTheLastCheckpointStays() throws IOException {
    ModelZip model = newModel(0.01);
    Runnable spoil = () -> model.network().getParam("output_b").putScalar(0, Double.NaN);
    assertThatThrownBy(
            () ->
                run(
                    "run",
                    TrainingStart.of(model),
                    options -> options.listener(at(BATCHES - 2, spoil)),
                    null))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("the loss is NaN at update 4; a smaller learning rate");
    assertThat(checkpoints("run"))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("checkpoint-000000006.zip");
  }
}
