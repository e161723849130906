package org.attentionzoo.examples.train;

import static org.attentionzoo.examples.options.OptionValues.require;

import org.attentionzoo.examples.evaluate.BleuTokenizerName;
import org.attentionzoo.examples.translate.SearchOptions;
import org.attentionzoo.zoo.metrics.Bleu;
import org.attentionzoo.zoo.metrics.BleuTokenizer;
import org.attentionzoo.zoo.metrics.ChrF;
import org.attentionzoo.zoo.training.Best;
import org.attentionzoo.zoo.training.Validation;
import picocli.CommandLine.Option;

/** How models are measured during the training. */
final class ValidationOptions {

  @Option(
      names = "--valid-beam",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Hypotheses of the beam search that translates the validation set; 1 is greedy, which is"
              + " fast (default: ${DEFAULT-VALUE}).")
  private int beam;

  @Option(
      names = "--valid-batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Sentences translated at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Translations of validation sentences to show after each epoch (default:"
              + " ${DEFAULT-VALUE}).")
  private int samples;

  @Option(
      names = "--best-by",
      paramLabel = "METRIC",
      defaultValue = "bleu",
      description =
          "What makes a model the best, for best.zip and --patience: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE}).")
  private Best best;

  @Option(
      names = "--bleu-tokenizer",
      converter = BleuTokenizerName.class,
      completionCandidates = BleuTokenizerName.class,
      paramLabel = "NAME",
      defaultValue = "13a",
      description =
          "What splits texts for BLEU, as in sacreBLEU: ${COMPLETION-CANDIDATES}; none for texts that"
              + " are tokenised already (default: ${DEFAULT-VALUE}).")
  private BleuTokenizer tokenizer;

  @Option(
      names = "--bleu-lower-case",
      description =
          "Compute BLEU and chrF without regard to capitals, as for a model that writes lower case"
              + " only.")
  private boolean lowerCase;

  Best best() {
    return best;
  }

  Validation validation() {
    return Validation.standard()
        .with(SearchOptions.search(beam))
        .batch(batch)
        .samples(samples)
        .bleu(Bleu.standard().tokenizer(tokenizer).lowercase(lowerCase))
        .chrF(ChrF.standard().lowercase(lowerCase));
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range; names option and value
   */
  void check() {
    require(beam >= 1, "--valid-beam", beam, "at least 1");
    require(batch >= 1, "--valid-batch", batch, "at least 1");
    require(samples >= 0, "--samples", samples, "0 or more");
  }
}
