package org.attentionzoo.zoo.generation;

import java.util.Arrays;
import java.util.Locale;

/**
 * How to generate: the kind of search and its options. Immutable; every option returns a changed
 * copy.
 *
 * <pre>{@code
 * Decoding.greedy()
 * Decoding.beam(5).lengthPenalty(0.6).nBest(3).maxLength(100)
 * Decoding.sample().temperature(0.8).topP(0.95).seed(7).withAttention()
 * }</pre>
 *
 * @param <D> the kind itself, so that options can be chained in any order
 */
public abstract sealed class Decoding<D extends Decoding<D>>
    permits GreedyDecoding, BeamDecoding, SamplingDecoding {

  final GenerationOptions common;

  Decoding(GenerationOptions common) {
    this.common = common;
  }

  /** The most probable token at each step. */
  public static GreedyDecoding greedy() {
    return new GreedyDecoding(GenerationOptions.DEFAULT);
  }

  /**
   * Beam search.
   *
   * @param beam hypotheses kept per sentence, from 1 to the vocabulary size
   */
  public static BeamDecoding beam(int beam) {
    return new BeamDecoding(GenerationOptions.DEFAULT, beam, Ranking.byProbability(), 1);
  }

  /** Random tokens, drawn from the model's distribution: temperature 1, no truncation, seed 0. */
  public static SamplingDecoding sample() {
    return new SamplingDecoding(GenerationOptions.DEFAULT, TokenSampler.PLAIN, 0L, 1);
  }

  /**
   * At most this many decoder steps, EOS included; replaces {@link #maxLengthBeyondSource}.
   *
   * @throws IllegalArgumentException if below 1
   */
  public D maxLength(int steps) {
    return with(common.maxLength(steps));
  }

  /**
   * At most source length + {@code extra} decoder steps; replaces {@link #maxLength}. The default
   * is 50 (Vaswani et al. 2017, §6.1).
   *
   * @throws IllegalArgumentException if negative
   */
  public D maxLengthBeyondSource(int extra) {
    return with(common.maxLengthBeyondSource(extra));
  }

  /**
   * What is as long as may be ends: its last step is EOS, with probability 1 (Hugging Face's {@code
   * forced_eos_token_id}). By default it is cut off.
   */
  public D forceEnd() {
    return with(common.forceEnd());
  }

  /**
   * Never generates these tokens (padding, BOS, unknown); the probabilities of the others are
   * reported as the model gives them, not scaled up. Replaces an earlier list.
   */
  public D suppress(int... tokens) {
    return with(common.suppress(tokens));
  }

  /** The tokens that are never generated. */
  public int[] suppressed() {
    return common.suppressed().clone();
  }

  /**
   * Every hypothesis begins with these tokens, which count as generated, with the probabilities
   * that the model gives them: a tag of the target language, or what a person has typed so far.
   * They may be suppressed elsewhere. Replaces an earlier prefix; none by default.
   */
  public D prefix(int... tokens) {
    return with(common.prefix(tokens));
  }

  /** Returns attention weights with the hypotheses. */
  public D withAttention() {
    return with(common.withAttention());
  }

  /**
   * The same search for who reads tokens and nothing else. Greedy search compares logits then and
   * normalizes none, and the log-probabilities of what it chose are NaN; other searches need
   * theirs, and stay as they are.
   */
  public Decoding<D> tokensOnly() {
    return this;
  }

  abstract D with(GenerationOptions options);

  /** How many independent searches each source gets. */
  int searchesPerSource() {
    return 1;
  }

  abstract SentenceSearch newSearch(SearchTask task);

  /** Checks what can only be checked against a model. */
  void check(int vocabularySize, int eos) {
    checkPrefix(vocabularySize, eos);
    for (int token : common.suppressed()) {
      if (token < 0 || token >= vocabularySize || token == eos) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "cannot suppress token %d of %s: expected ids in [0, %d) other than EOS (%d)",
                token,
                Arrays.toString(common.suppressed()),
                vocabularySize,
                eos));
      }
    }
  }

  private void checkPrefix(int vocabularySize, int eos) {
    for (int token : common.prefix()) {
      if (token < 0 || token >= vocabularySize || token == eos) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "cannot begin with token %d of %s: expected ids in [0, %d) other than EOS (%d)",
                token,
                Arrays.toString(common.prefix()),
                vocabularySize,
                eos));
      }
    }
  }

  static void require(boolean valid, String what, Object value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(what + " must be " + expected + ", but is " + value);
    }
  }
}
