package org.attentionzoo.zoo.training;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.metrics.MetricValue;
import org.attentionzoo.zoo.metrics.TokenStatistics;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.translation.ReferenceStatistics;
import org.attentionzoo.zoo.translation.SourceText;
import org.attentionzoo.zoo.translation.Translation;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Measures a model on sentences that it was not trained on. */
final class Validator {

  private final List<SourceText> sources;
  private final List<String> references;
  private final List<SequencePair> pairs;
  private final TextCodec source;
  private final TextCodec target;
  private final Validation options;

  /**
   * What was measured.
   *
   * @param tokens how well the reference's tokens are predicted
   * @param bleu of free-running translations
   * @param chrf of free-running translations
   * @param samples some of them
   */
  record Result(
      TokenStatistics tokens, MetricValue bleu, MetricValue chrf, List<ValidationSample> samples) {

    /** The training's part of an entry with what was measured. */
    HistoryEntry entry(HistoryEntry training) {
      return new HistoryEntry(
          training.epoch(),
          training.step(),
          training.seconds(),
          training.trainLoss(),
          tokens.crossEntropy(),
          tokens.perplexity(),
          bleu.value(),
          chrf.value(),
          training.learningRate(),
          training.tokensPerSecond());
    }

    /** The model with what was measured on its card. */
    ModelZip on(ModelZip model) {
      ModelCard card = model.card();
      Map<String, Double> metrics = new LinkedHashMap<>(card.metrics());
      metrics.put("validation perplexity", tokens.perplexity());
      metrics.put("validation BLEU", bleu.value());
      metrics.put("validation chrF", chrf.value());
      return new ModelZip(
          model.network(),
          model.source(),
          model.target(),
          new ModelCard(
              card.modelName(),
              card.task(),
              card.tokenizer(),
              card.sizes(),
              card.trainingData(),
              metrics,
              card.libraryVersion(),
              Instant.now(),
              card.extras()),
          model.tokenizers());
    }
  }

  /**
   * @param pairs texts with something to translate, and their translations
   * @param source what the model reads
   * @param target what it writes
   * @param options how to translate and to measure
   */
  Validator(List<SentencePair> pairs, TextCodec source, TextCodec target, Validation options) {
    this.sources =
        IntStream.range(0, pairs.size())
            .mapToObj(i -> SourceText.of(source, i + 1, pairs.get(i).source()))
            .toList();
    this.references = pairs.stream().map(SentencePair::target).toList();
    this.pairs =
        IntStream.range(0, pairs.size())
            .mapToObj(
                i ->
                    new SequencePair(
                        source.vocabulary().encode(sources.get(i).tokens()),
                        target.encode(references.get(i))))
            .toList();
    this.source = source;
    this.target = target;
    this.options = options;
  }

  /**
   * Measures.
   *
   * @param beforeBatch is run before each batch; what it throws ends the validation
   */
  Result of(ComputationGraph network, Runnable beforeBatch) {
    try (Translator translator =
        new Translator(new GraphScorer(network), source, target)
            .with(options.decoding().tokensOnly())
            .longest(Integer.MAX_VALUE)
            .batch(options.batch())
            .beforeBatch(beforeBatch)) { // closed: the training that goes on needs the memory
      List<String> translations =
          translator.translateAll(sources).stream().map(found -> found.get(0).text()).toList();
      return new Result(
          ReferenceStatistics.of(network, pairs, options.batch(), beforeBatch),
          options.bleuOf(target.tokenizer()).corpus(translations, List.of(references)),
          options.chrFOf(target.tokenizer()).corpus(translations, List.of(references)),
          samples(translator));
    }
  }

  /** Translations from all over the set, with attention where there is some. */
  private List<ValidationSample> samples(Translator translator) {
    int count = Math.min(options.samples(), sources.size());
    if (count == 0) {
      return List.of();
    }
    int[] chosen = IntStream.range(0, count).map(i -> i * sources.size() / count).toArray();
    List<SourceText> texts = IntStream.of(chosen).mapToObj(sources::get).toList();
    List<List<Translation>> translations = translateWithAttention(translator, texts);
    return IntStream.range(0, count)
        .mapToObj(i -> new ValidationSample(references.get(chosen[i]), translations.get(i).get(0)))
        .toList();
  }

  private List<List<Translation>> translateWithAttention(
      Translator translator, List<SourceText> texts) {
    try {
      return translator.with(options.decoding().withAttention()).translateAll(texts);
    } catch (UnsupportedOperationException e) { // the model cannot tell where it looks
      return translator.translateAll(texts);
    }
  }
}
