package org.attentionzoo.zoo.generation;

import java.util.SplittableRandom;
import org.attentionzoo.layers.output.TokenScores;

/** Draws each token at random, from a stream of random numbers of its own. */
final class SamplingSearch extends SingleSearch {

  private final TokenSampler sampler;
  private final SplittableRandom random;

  SamplingSearch(SearchTask task, TokenSampler sampler, long seed) {
    super(task);
    this.sampler = sampler;
    // Two hashes make the streams of neighbouring seeds and sentences unrelated.
    this.random =
        new SplittableRandom(new SplittableRandom(seed).nextLong() + task.stream()).split();
  }

  @Override
  Candidates choose(TokenScores scores) {
    int token = sampler.draw(scores.logits(), task.suppressed(), random.nextDouble());
    return Candidates.only(token, scores);
  }
}
