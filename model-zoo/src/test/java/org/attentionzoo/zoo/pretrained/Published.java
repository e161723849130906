package org.attentionzoo.zoo.pretrained;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.pretrained.PretrainedModel.Result;
import org.attentionzoo.zoo.pretrained.PretrainedModel.Training;
import org.attentionzoo.zoo.pretrained.PretrainedModel.ZipFile;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;

/** Small models that somebody published. */
final class Published {

  static final Training TRAINING = new Training("nothing", "CC0-1.0", "none", "0.1.0");
  static final Result RESULT = new Result("BLEU", 1.5, "none", "nothing");

  private static final Vocabulary WORDS = Vocabulary.of(List.of("a", "b"));

  private Published() {}

  static ModelZip zip(long seed) {
    TextCodec codec = new TextCodec(new WhitespaceTokenizer(), WORDS);
    return new ModelZip(
        Seq2Seq.builder().vocabularySize(6).embeddingSize(3).units(3).seed(seed).build().init(),
        codec,
        codec,
        ModelCard.builder("Seq2Seq").build());
  }

  /** Publishes a model; another seed, other parameters. */
  static PretrainedModel add(Path folder, String name, long seed) throws IOException {
    return new RegistryFolder(folder)
        .publish(zip(seed), name, "nothing", List.of("en"), "small", TRAINING, RESULT);
  }

  static PretrainedModel entry(String name, ZipFile zip) {
    return new PretrainedModel(name, "nothing", List.of(), "small", 1, TRAINING, RESULT, zip);
  }
}
