package org.attentionzoo.zoo.translation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.metrics.TeacherForcing;
import org.attentionzoo.zoo.metrics.TokenStatistics;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** How well a network predicts given translations, token by token ({@link TeacherForcing}). */
public final class ReferenceStatistics {

  private ReferenceStatistics() {}

  /**
   * Statistics over all pairs.
   *
   * @param pairs sources, and the translations that are given for them
   * @param batch pairs at once, at least 1
   * @param beforeBatch is run before each batch; what it throws ends the measurement
   */
  public static TokenStatistics of(
      ComputationGraph network, List<SequencePair> pairs, int batch, Runnable beforeBatch) {
    Arguments.given("network", network);
    Arguments.allGiven("pairs", pairs);
    Arguments.within("batch", batch, 1, Integer.MAX_VALUE);
    Arguments.given("beforeBatch", beforeBatch);
    List<SequencePair> byLength = new ArrayList<>(pairs);
    byLength.sort(
        Comparator.<SequencePair>comparingInt(pair -> pair.source().length)
            .thenComparingInt(pair -> pair.target().length));
    TokenStatistics sum = TokenStatistics.NONE;
    for (int start = 0; start < byLength.size(); start += batch) {
      beforeBatch.run();
      List<SequencePair> some =
          byLength.subList(start, (int) Math.min((long) start + batch, byLength.size()));
      sum = sum.plus(TeacherForcing.of(network, SequenceBatch.of(some)));
    }
    return sum;
  }
}
