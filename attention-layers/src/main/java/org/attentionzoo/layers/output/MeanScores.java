package org.attentionzoo.layers.output;

import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.kernel.Elementwise;
import org.attentionzoo.layers.kernel.FastExp;
import org.attentionzoo.layers.kernel.ParallelRows;

/**
 * The mean of the probabilities that several models give to each token (Sutskever et al. 2014,
 * §3.6), row by row. As a reader it takes the rows of one model after the other; then it shows the
 * means.
 */
public final class MeanScores implements RowReader {

  /** A mean probability below this is none; {@link FastExp} does not go down to 0. */
  private static final float LEAST = 1e-37f;

  private final float[][] sums; // of probabilities [R][V]
  private final int[] models; // read so far, of each row [R]

  /**
   * @param rows R
   * @param vocabularySize V
   * @throws IllegalArgumentException if one is below 1
   */
  public MeanScores(int rows, int vocabularySize) {
    Arguments.within("rows", rows, 1, Arguments.LARGEST_SIZE);
    Arguments.within("vocabularySize", vocabularySize, 1, Arguments.LARGEST_SIZE);
    sums = new float[rows][vocabularySize];
    models = new int[rows];
  }

  /**
   * @throws IllegalArgumentException if there is no such row, or the scores are of another number
   *     of tokens
   */
  @Override
  public void read(int row, TokenScores scores) {
    Arguments.within("row", row, 0, sums.length - 1L);
    float[] sum = sums[row];
    Arguments.given("scores", scores);
    Arguments.within("number of scores", scores.size(), sum.length, sum.length);
    float[] probabilities = scores.logProbabilities();
    FastExp.exp(probabilities, 0, sum.length);
    Elementwise.add(probabilities, sum, sum.length);
    models[row]++;
  }

  /**
   * Shows the reader the mean of each row.
   *
   * @throws IllegalStateException if a row was not read of every model
   */
  public void show(RowReader reader) {
    Arguments.given("reader", reader);
    for (int row = 0; row < models.length; row++) {
      if (models[row] == 0 || models[row] != models[0]) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "row %d was read of %d models, row 0 of %d",
                row,
                models[row],
                models[0]));
      }
    }
    ParallelRows.parallel(
        sums.length,
        (from, to) -> {
          float[] logarithms = new float[sums[0].length]; // [V]
          for (int row = from; row < to; row++) {
            logOfMean(sums[row], models[row], logarithms);
            reader.read(row, new TokenScores(logarithms, 0));
          }
        });
  }

  private static void logOfMean(float[] sum, int models, float[] logarithms) {
    float share = 1f / models;
    for (int token = 0; token < sum.length; token++) {
      float mean = sum[token] * share;
      logarithms[token] = mean < LEAST ? Float.NEGATIVE_INFINITY : (float) Math.log(mean);
    }
  }
}
