package org.attentionzoo.zoo.generation;

import org.attentionzoo.layers.check.Arguments;

/**
 * Sampling with temperature, top-k (Fan et al. 2018) and top-p (nucleus, Holtzman et al. 2020),
 * applied in this order. The same seed gives the same samples; they depend on the number of the
 * sentence ({@link Generator#generate(int[][], long[], Decoding)}) but not on the other sentences.
 */
public final class SamplingDecoding extends Decoding<SamplingDecoding> {

  /** All samples of a sentence are drawn at once. */
  private static final int MOST_SAMPLES = 1 << 16;

  private final TokenSampler sampler;
  private final long seed;
  private final int samples;

  SamplingDecoding(GenerationOptions common, TokenSampler sampler, long seed, int samples) {
    super(common);
    Arguments.within("samples", samples, 1, MOST_SAMPLES);
    this.sampler = sampler;
    this.seed = seed;
    this.samples = samples;
  }

  /** Samples from p^(1/temperature), scaled to sum to 1; positive, 1 by default. */
  public SamplingDecoding temperature(double temperature) {
    return with(new TokenSampler(temperature, sampler.topK(), sampler.topP()));
  }

  /** Samples among the k most probable tokens only; from 1 to the vocabulary size. */
  public SamplingDecoding topK(int k) {
    require(k >= 1, "topK", k, "at least 1");
    return with(new TokenSampler(sampler.temperature(), k, sampler.topP()));
  }

  /**
   * Samples among the fewest most probable tokens whose probabilities sum to at least p; in (0, 1].
   */
  public SamplingDecoding topP(double p) {
    return with(new TokenSampler(sampler.temperature(), sampler.topK(), p));
  }

  /** Seed of the random numbers; 0 by default. */
  public SamplingDecoding seed(long newSeed) {
    return new SamplingDecoding(common, sampler, newSeed, samples);
  }

  /** How many sentences to draw for each source, returned in the order drawn; 1 by default. */
  public SamplingDecoding samples(int count) {
    return new SamplingDecoding(common, sampler, seed, count);
  }

  private SamplingDecoding with(TokenSampler newSampler) {
    return new SamplingDecoding(common, newSampler, seed, samples);
  }

  @Override
  SamplingDecoding with(GenerationOptions options) {
    return new SamplingDecoding(options, sampler, seed, samples);
  }

  @Override
  void check(int vocabularySize, int eos) {
    super.check(vocabularySize, eos);
    require(
        sampler.topK() <= vocabularySize,
        "topK",
        sampler.topK(),
        "at most the vocabulary size (" + vocabularySize + ")");
  }

  @Override
  int searchesPerSource() {
    return samples;
  }

  @Override
  SentenceSearch newSearch(SearchTask task) {
    return new SamplingSearch(task, sampler, seed);
  }
}
