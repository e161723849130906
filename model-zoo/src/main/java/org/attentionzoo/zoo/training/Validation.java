package org.attentionzoo.zoo.training;

import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.metrics.Bleu;
import org.attentionzoo.zoo.metrics.ChrF;
import org.attentionzoo.zoo.text.Tokenizer;

/**
 * How a model is measured during its training: loss and perplexity of the given translations, BLEU
 * and chrF of its own. Immutable: each option returns a changed copy.
 */
public final class Validation {

  private final Decoding<?> decoding;
  private final int batch;
  private final int samples;
  private final Bleu bleu;
  private final ChrF chrF;

  private Validation(Decoding<?> decoding, int batch, int samples, Bleu bleu, ChrF chrF) {
    this.decoding = decoding;
    this.batch = batch;
    this.samples = samples;
    this.bleu = bleu;
    this.chrF = chrF;
  }

  /** Greedy, 64 sentences at once, three samples, BLEU and chrF as sacreBLEU computes them. */
  public static Validation standard() {
    return new Validation(Decoding.greedy(), 64, 3, Bleu.standard(), ChrF.standard());
  }

  /** With another search. */
  public Validation with(Decoding<?> decoding) {
    return new Validation(Arguments.given("decoding", decoding), batch, samples, bleu, chrF);
  }

  /**
   * With so many sentences at once; the figures are the same.
   *
   * @throws IllegalArgumentException if below 1
   */
  public Validation batch(int sentences) {
    int most = (int) Arguments.within("batch", sentences, 1, Integer.MAX_VALUE);
    return new Validation(decoding, most, samples, bleu, chrF);
  }

  /**
   * With so many sentences to show, from all over the set.
   *
   * @throws IllegalArgumentException if negative
   */
  public Validation samples(int samples) {
    int shown = (int) Arguments.within("samples", samples, 0, Integer.MAX_VALUE);
    return new Validation(decoding, batch, shown, bleu, chrF);
  }

  /** With another BLEU. Where the model's tokenizer lower-cases, BLEU does, too. */
  public Validation bleu(Bleu bleu) {
    return new Validation(decoding, batch, samples, Arguments.given("bleu", bleu), chrF);
  }

  /** With another chrF. Where the model's tokenizer lower-cases, chrF does, too. */
  public Validation chrF(ChrF chrF) {
    return new Validation(decoding, batch, samples, bleu, Arguments.given("chrF", chrF));
  }

  Decoding<?> decoding() {
    return decoding;
  }

  int batch() {
    return batch;
  }

  int samples() {
    return samples;
  }

  /** BLEU of what a model with this tokenizer writes, in its case. */
  Bleu bleuOf(Tokenizer target) {
    return target.lowerCases() ? bleu.lowercase(true) : bleu;
  }

  /** chrF, likewise. */
  ChrF chrFOf(Tokenizer target) {
    return target.lowerCases() ? chrF.lowercase(true) : chrF;
  }
}
