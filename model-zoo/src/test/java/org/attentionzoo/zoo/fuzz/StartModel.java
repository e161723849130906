package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.SequenceModel;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.BpeTokenizer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.Merge;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.attentionzoo.zoo.text.WordTokenizer;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.attentionzoo.zoo.training.Checkpoint;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Good zips, one for each layout, that are then damaged. */
enum StartModel {
  SEQ2SEQ(Seq2Seq.builder().embeddingSize(4).units(5), new WhitespaceTokenizer(), false),
  BAHDANAU(AttentionSeq2Seq.builder().embeddingSize(4).units(4), new CharacterTokenizer(), false),
  LUONG(
      AttentionSeq2Seq.luongGeneral().embeddingSize(4).units(4).layers(1),
      new FallbackTokenizer(bpe(), FallbackTokenizer.Unit.CHARACTERS, List.of("a", "b")),
      true),
  TRANSFORMER(
      Transformer.builder().modelSize(8).heads(2).feedForwardSize(8).layers(1),
      new NormalizingTokenizer(new WordTokenizer(), UnicodeForm.NFC, true),
      false),
  HALF(
      Transformer.builder().modelSize(4).heads(2).feedForwardSize(4).layers(1).tying(Tying.ALL),
      new CharacterTokenizer(),
      false),
  CHECKPOINT(
      Transformer.builder().modelSize(4).heads(2).feedForwardSize(8).layers(1).tying(Tying.ALL),
      bpe(),
      true);

  private static final Vocabulary VOCABULARY = Vocabulary.of(List.of("a", "b", "ab"));

  private final ModelBuilder<?> builder;
  private final Tokenizer tokenizer;
  private final boolean training;

  StartModel(ModelBuilder<?> builder, Tokenizer tokenizer, boolean training) {
    this.builder = builder.vocabularySize(7);
    this.tokenizer = tokenizer;
    this.training = training;
  }

  private static Tokenizer bpe() {
    return new BpeTokenizer(
        new WhitespaceTokenizer(), new BpeMerges(List.of(new Merge("a", "b</w>"))));
  }

  boolean isCheckpoint() {
    return training;
  }

  SequenceModel model() {
    return builder.build();
  }

  Path file(Path folder) {
    return folder.resolve(name() + ".zip");
  }

  /** Writes the zip, after a training step; checkpoints are in the middle of an update. */
  void write(Path folder) throws IOException {
    ComputationGraph network = model().init();
    if (training) {
      AccumulatingUpdater.install(network, 2, 0);
    }
    network.fit(SequenceBatch.of(List.of(new SequencePair(new int[] {4, 5, 6}, new int[] {5, 4}))));
    ModelZip zip =
        new ModelZip(
            network,
            VOCABULARY,
            VOCABULARY,
            ModelCard.builder(name())
                .tokenizer(tokenizer.name())
                .size("layers", 1)
                .metric("loss", 0.5)
                .build(),
            Optional.of(new Tokenizers(tokenizer, tokenizer)));
    if (training) {
      Checkpoint.of(zip, "{\"epoch\": 1}").save(file(folder));
    } else if (this == HALF) {
      zip.saveHalf(file(folder));
    } else {
      zip.save(file(folder));
    }
  }
}
