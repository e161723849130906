package org.attentionzoo.examples.evaluate;

import java.util.List;
import org.attentionzoo.zoo.metrics.Bleu;
import org.attentionzoo.zoo.metrics.BleuTokenizer;
import org.attentionzoo.zoo.metrics.ChrF;
import org.attentionzoo.zoo.metrics.LengthBuckets;
import org.attentionzoo.zoo.metrics.Smoothing;
import org.attentionzoo.zoo.metrics.Ter;
import org.attentionzoo.zoo.metrics.TextMetric;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How BLEU, chrF and TER are computed; the names and defaults are sacreBLEU's. */
final class ScoringOptions {

  @Option(
      names = "--lower-case",
      description = "Ignore case in BLEU and chrF (TER ignores it unless told otherwise).")
  private boolean lowerCase;

  @Option(
      names = "--tokenizer",
      paramLabel = "NAME",
      description =
          "Words of BLEU: 13a (WMT), intl (all Unicode punctuation), char, none (for text that is"
              + " tokenised already).",
      converter = BleuTokenizerName.class,
      completionCandidates = BleuTokenizerName.class,
      defaultValue = "13a")
  private BleuTokenizer tokenizer;

  @Option(
      names = "--smoothing",
      paramLabel = "NAME[=VALUE]",
      description = "Orders of BLEU without a match: exp, floor, add-k or none.",
      converter = SmoothingConverter.class,
      defaultValue = "exp")
  private Smoothing smoothing;

  @Option(
      names = "--effective-order",
      description = "BLEU leaves out orders that all translations are too short for.")
  private boolean effectiveOrder;

  @Option(
      names = "--chrf-word-order",
      paramLabel = "N",
      description = "Longest word n-grams of chrF; 2 is chrF++.",
      defaultValue = "0")
  private int wordOrder;

  @Option(names = "--ter-normalized", description = "TER splits off punctuation.")
  private boolean normalized;

  @Option(names = "--ter-no-punctuation", description = "TER ignores punctuation.")
  private boolean noPunctuation;

  @Option(names = "--ter-asian", description = "TER knows Chinese and Japanese.")
  private boolean asian;

  @Option(names = "--ter-case-sensitive", description = "TER does not ignore case.")
  private boolean caseSensitive;

  @Option(
      names = "--lengths",
      paramLabel = "N",
      split = ",",
      description = "Longest sentences of each bucket but the last, in words of the source.",
      defaultValue = "10,15,20,25,30,40,50")
  private List<Integer> lengths;

  Bleu bleu() {
    return Bleu.standard()
        .tokenizer(tokenizer)
        .smoothing(smoothing)
        .lowercase(lowerCase)
        .effectiveOrder(effectiveOrder);
  }

  /** BLEU, chrF and TER. */
  List<TextMetric> metrics() {
    return List.of(
        bleu(),
        ChrF.standard().wordOrder(wordOrder).lowercase(lowerCase),
        Ter.standard()
            .normalized(normalized)
            .punctuation(!noPunctuation)
            .asian(asian)
            .caseSensitive(caseSensitive));
  }

  /**
   * Where the buckets end.
   *
   * @throws IllegalArgumentException if the bounds do not increase
   */
  LengthBuckets buckets() {
    if (lengths.isEmpty()) {
      throw new IllegalArgumentException("--lengths must name at least one length");
    }
    try {
      return new LengthBuckets(lengths);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--lengths: " + e.getMessage(), e);
    }
  }

  /** A name, or a name and the value of the method: {@code floor=0.5}. */
  static final class SmoothingConverter implements ITypeConverter<Smoothing> {
    @Override
    public Smoothing convert(String text) {
      int equals = text.indexOf('=');
      try {
        if (equals < 0) {
          return Smoothing.of(text);
        }
        double value = Double.parseDouble(text.substring(equals + 1));
        return switch (text.substring(0, equals)) {
          case "floor" -> Smoothing.floor(value);
          case "add-k" -> Smoothing.addK(value);
          default -> throw new TypeConversionException("only floor and add-k have a value");
        };
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
