package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.attentionzoo.layers.check.Arguments;

/**
 * Generates target sentences for a batch of source sentences. All kinds of search run through the
 * one loop here. Safe for several threads if the scorer's {@code begin} is.
 */
public final class Generator implements AutoCloseable {

  private final StepScorer scorer;
  private final int bos;
  private final int eos;

  /**
   * @param scorer the model
   * @param bos target id given to the decoder at the first step; never part of a result
   * @param eos target id that ends a sentence
   * @throws IllegalArgumentException if an id is outside the model's target vocabulary
   */
  public Generator(StepScorer scorer, int bos, int eos) {
    Arguments.given("scorer", scorer);
    this.scorer = scorer;
    this.bos = checkId("BOS", bos);
    this.eos = checkId("EOS", eos);
  }

  /** The best (or first drawn) hypothesis for each source; otherwise like {@link #generate}. */
  public List<Hypothesis> best(int[][] sources, Decoding<?> decoding) {
    return generate(sources, decoding).stream().map(hypotheses -> hypotheses.get(0)).toList();
  }

  /**
   * Generates for all sources as one batch, never more steps than the model has ({@link
   * StepScorer#maxSteps}).
   *
   * @param sources token ids [N][S_n], not padded
   * @param decoding the search and its options
   * @return for each source its hypotheses, never empty: one (greedy), the n best, best first
   *     (beam), or the samples in the order drawn
   * @throws IllegalArgumentException if the batch or a source is empty, or an option does not fit
   *     the model
   */
  public List<List<Hypothesis>> generate(int[][] sources, Decoding<?> decoding) {
    Arguments.given("sources", sources);
    return generate(sources, LongStream.range(0, sources.length).toArray(), decoding);
  }

  /**
   * The same for some sentences of a longer text. What is drawn for a sentence depends on the seed
   * and its number, so it does not depend on how the text is divided into batches, and equal
   * sentences get draws of their own.
   *
   * @param numbers of the sentences in the text [N]
   */
  public List<List<Hypothesis>> generate(int[][] sources, long[] numbers, Decoding<?> decoding) {
    Arguments.given("sources", sources);
    Arguments.given("numbers", numbers);
    Arguments.given("decoding", decoding);
    checkSources(sources);
    if (numbers.length != sources.length) {
      throw new IllegalArgumentException(
          numbers.length + " numbers for " + sources.length + " sources");
    }
    decoding.check(scorer.vocabularySize(), eos);
    List<SentenceSearch> searches = start(sources, numbers, decoding);
    try (DecoderState state = scorer.begin(sources, decoding.common.attention())) {
      if (decoding.searchesPerSource() > 1) {
        state.select(searches.stream().mapToInt(search -> search.task.source()).toArray());
      }
      run(state, searches, decoding.common.attention());
    }
    return collect(searches, sources.length);
  }

  /** Closes the scorer, after which nothing is generated. */
  @Override
  public void close() {
    scorer.close();
  }

  private List<SentenceSearch> start(int[][] sources, long[] numbers, Decoding<?> decoding) {
    boolean[] suppressed = decoding.common.suppressedMask(scorer.vocabularySize());
    List<SentenceSearch> searches = new ArrayList<>();
    for (int n = 0; n < sources.length; n++) {
      int length = sources[n].length;
      int maxSteps = (int) Math.min(decoding.common.maxSteps(length), scorer.maxSteps());
      Arguments.notLonger("prefix", decoding.common.prefix().length, maxSteps);
      for (int i = 0; i < decoding.searchesPerSource(); i++) {
        int row = searches.size();
        long stream = numbers[n] * decoding.searchesPerSource() + i;
        searches.add(
            decoding.newSearch(
                new SearchTask(
                    row,
                    stream,
                    n,
                    length,
                    maxSteps,
                    decoding.common.endForced(),
                    bos,
                    eos,
                    suppressed,
                    decoding.common.prefix())));
      }
    }
    return searches;
  }

  private void run(DecoderState state, List<SentenceSearch> searches, boolean attention) {
    List<SentenceSearch> live = searches;
    for (int step = 1; !live.isEmpty(); step++) {
      StepRows rows = new StepRows(step, scorer.vocabularySize(), live);
      state.step(rows.tokens(), rows);
      live =
          rows.advance(
              attention ? StepCheck.attention(step, state.attention(), rows.count()) : null);
      int[] survivors = rows.survivors();
      if (!live.isEmpty() && !rows.areAll(survivors)) {
        state.select(survivors);
      }
    }
  }

  private static List<List<Hypothesis>> collect(List<SentenceSearch> searches, int sources) {
    List<List<Hypothesis>> results = new ArrayList<>();
    for (int n = 0; n < sources; n++) {
      results.add(new ArrayList<>());
    }
    searches.forEach(search -> results.get(search.task.source()).addAll(search.results()));
    return results;
  }

  private int checkId(String name, int id) {
    if (id < 0 || id >= scorer.vocabularySize()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s id %d is outside the target vocabulary of %d tokens",
              name,
              id,
              scorer.vocabularySize()));
    }
    return id;
  }

  private static void checkSources(int[][] sources) {
    if (sources.length == 0) {
      throw new IllegalArgumentException("the batch holds no source sentence");
    }
    for (int n = 0; n < sources.length; n++) {
      if (sources[n] == null || sources[n].length == 0) {
        throw new IllegalArgumentException(
            "source " + n + " of " + sources.length + " is empty: " + Arrays.toString(sources[n]));
      }
    }
  }
}
