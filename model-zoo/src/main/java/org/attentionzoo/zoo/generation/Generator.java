package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;

/**
 * Generates target sentences for a batch of source sentences. All kinds of search run through the
 * one loop here. Safe for several threads if the scorer's {@code begin} is.
 */
public final class Generator {

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
    Arguments.given("decoding", decoding);
    checkSources(sources);
    decoding.check(scorer.vocabularySize(), eos);
    List<SentenceSearch> searches = start(sources, decoding);
    try (DecoderState state = scorer.begin(sources, decoding.common.attention())) {
      if (decoding.searchesPerSource() > 1) {
        state.select(searches.stream().mapToInt(search -> search.task.source()).toArray());
      }
      run(state, searches, decoding.common.attention());
    }
    return collect(searches, sources.length);
  }

  private List<SentenceSearch> start(int[][] sources, Decoding<?> decoding) {
    boolean[] suppressed = decoding.common.suppressedMask(scorer.vocabularySize());
    List<SentenceSearch> searches = new ArrayList<>();
    for (int n = 0; n < sources.length; n++) {
      int length = sources[n].length;
      int maxSteps = (int) Math.min(decoding.common.maxSteps(length), scorer.maxSteps());
      for (int i = 0; i < decoding.searchesPerSource(); i++) {
        int row = searches.size();
        searches.add(
            decoding.newSearch(new SearchTask(row, n, length, maxSteps, bos, eos, suppressed)));
      }
    }
    return searches;
  }

  private void run(DecoderState state, List<SentenceSearch> searches, boolean attention) {
    List<SentenceSearch> live = searches;
    List<Path> paths = paths(live);
    for (int step = 1; !paths.isEmpty(); step++) {
      int rows = paths.size(); // R
      int[] tokens = tokens(paths);
      ScoreReader reader = reader(live, rows, step);
      RowwiseState.step(state, step, tokens, attention, reader);
      int firstRow = 0;
      for (SentenceSearch search : live) {
        int searchRows = search.live().size();
        search.advance(firstRow);
        firstRow += searchRows;
      }
      live = unfinished(live);
      paths = paths(live);
      selectRows(state, paths, rows);
    }
  }

  /** Checks each row and hands it to the search whose hypothesis it belongs to. */
  private ScoreReader reader(List<SentenceSearch> live, int rows, int step) {
    int vocabularySize = scorer.vocabularySize();
    SentenceSearch[] searches = new SentenceSearch[rows];
    int[] hypotheses = new int[rows];
    int row = 0;
    for (SentenceSearch search : live) {
      for (int i = 0; i < search.live().size(); i++, row++) {
        searches[row] = search;
        hypotheses[row] = i;
      }
    }
    return (r, scores, attention) -> {
      StepScores.checkRow(step, r, scores, vocabularySize);
      searches[r].read(hypotheses[r], scores, attention);
    };
  }

  private static int[] tokens(List<Path> paths) {
    int[] tokens = new int[paths.size()];
    Arrays.setAll(tokens, row -> paths.get(row).token);
    return tokens;
  }

  private static List<Path> paths(List<SentenceSearch> live) {
    List<Path> paths = new ArrayList<>();
    live.forEach(search -> paths.addAll(search.live()));
    return paths;
  }

  private static List<SentenceSearch> unfinished(List<SentenceSearch> searches) {
    List<SentenceSearch> unfinished = new ArrayList<>(searches.size());
    for (SentenceSearch search : searches) {
      if (!search.live().isEmpty()) {
        unfinished.add(search);
      }
    }
    return unfinished;
  }

  /** Keeps the rows that the surviving paths came from; nothing to do if they are as they were. */
  private static void selectRows(DecoderState state, List<Path> survivors, int rows) {
    int[] selected = new int[survivors.size()];
    Arrays.setAll(selected, i -> survivors.get(i).row);
    boolean same = selected.length == rows;
    for (int i = 0; same && i < rows; i++) {
      same = selected[i] == i;
    }
    if (!same && selected.length > 0) {
      state.select(selected);
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
          "%s id %d is outside the target vocabulary of %d tokens"
              .formatted(name, id, scorer.vocabularySize()));
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
