package org.attentionzoo.examples.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.metrics.TeacherForcing;
import org.attentionzoo.zoo.metrics.TokenStatistics;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.SequenceBatch;
import org.attentionzoo.zoo.text.SequencePair;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextNormalizer;
import org.attentionzoo.zoo.text.Vocabulary;

/** A saved model on a test set: free-running translations, and tokens under teacher forcing. */
final class ModelRun {

  private final ModelZip model;
  private final StepScorer scorer;
  private final int batch;
  private final TextCodec source;
  private final TextCodec target;
  private final UnaryOperator<String> normalizer;

  /**
   * @param scorer runs the model's network
   * @param batch sentences in a batch
   * @throws IllegalArgumentException if the model holds no tokenizers and was not made for
   *     characters
   */
  ModelRun(ModelZip model, StepScorer scorer, int batch) {
    this.model = model;
    this.scorer = scorer;
    this.batch = batch;
    if (model.tokenizers().isPresent()) {
      source = model.sourceCodec();
      target = model.targetCodec();
      normalizer = UnaryOperator.identity();
    } else if (model.card().tokenizer().equals(CharacterTokenizer.NAME)) {
      source = new TextCodec(CharacterTokenizer.of(model.source()), model.source());
      target = new TextCodec(CharacterTokenizer.of(model.target()), model.target());
      normalizer = TextNormalizer::normalize;
    } else {
      throw new IllegalArgumentException(
          "the model holds no tokenizers and was made for \"%s\"; without one, only \"%s\" is known"
              .formatted(model.card().tokenizer(), CharacterTokenizer.NAME));
    }
  }

  /** A translation for each sentence; one without a token has an empty translation. */
  List<String> translate(List<String> sources, Decoding<?> decoding) {
    int[][] ids = sources.stream().map(this::sourceIds).toArray(int[][]::new);
    List<Integer> byLength =
        IntStream.range(0, ids.length)
            .filter(n -> ids[n].length > 0)
            .boxed()
            .sorted(Comparator.comparingInt(n -> ids[n].length))
            .toList();
    Generator generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS);
    List<String> translations = new ArrayList<>(Collections.nCopies(ids.length, ""));
    for (int from = 0; from < byLength.size(); from += batch) {
      List<Integer> some = byLength.subList(from, Math.min(from + batch, byLength.size()));
      List<Hypothesis> found =
          generator.best(some.stream().map(n -> ids[n]).toArray(int[][]::new), decoding);
      for (int i = 0; i < found.size(); i++) {
        translations.set(some.get(i), target.decode(found.get(i).tokens()));
      }
    }
    return translations;
  }

  /** Of the first reference of each sentence that has a token in the source. */
  TokenStatistics tokens(TestSet test) {
    List<String> references = test.references().get(0);
    List<SequencePair> pairs = new ArrayList<>();
    for (int n = 0; n < test.size(); n++) {
      int[] ids = sourceIds(test.sources().get(n));
      if (ids.length > 0) {
        pairs.add(new SequencePair(ids, target.encode(normalizer.apply(references.get(n)))));
      }
    }
    pairs.sort(Comparator.comparingInt(pair -> pair.source().length + pair.target().length));
    TokenStatistics sum = TokenStatistics.NONE;
    for (int from = 0; from < pairs.size(); from += batch) {
      List<SequencePair> some = pairs.subList(from, Math.min(from + batch, pairs.size()));
      sum = sum.plus(TeacherForcing.of(model.network(), SequenceBatch.of(some, false)));
    }
    return sum;
  }

  private int[] sourceIds(String text) {
    return source.encode(normalizer.apply(text));
  }
}
