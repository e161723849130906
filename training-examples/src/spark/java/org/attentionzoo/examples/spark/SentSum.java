package org.attentionzoo.examples.spark;

import java.io.Serializable;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingAggregationTuple;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementAddFunction;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementCombineFunction;

/** The sum of some workers' parameters and updater states, serialized as {@link SentArray}s. */
final class SentSum extends ParameterAveragingAggregationTuple {
  private static final long serialVersionUID = 1L;

  private SentSum(ParameterAveragingAggregationTuple sum) {
    super(
        sum.getParametersSum(),
        sum.getUpdaterStateSum(),
        sum.getScoreSum(),
        sum.getAggregationsCount(),
        sum.getSparkTrainingStats(),
        sum.getListenerMetaData(),
        sum.getListenerStaticInfo(),
        sum.getListenerUpdates());
  }

  private static SentSum of(ParameterAveragingAggregationTuple sum) {
    return sum == null ? null : new SentSum(sum);
  }

  private Object writeReplace() {
    return new Form(
        SentArray.of(getParametersSum()),
        SentArray.of(getUpdaterStateSum()),
        getScoreSum(),
        getAggregationsCount());
  }

  /** Nobody asks for statistics or has listeners in the executors. */
  private record Form(SentArray parameters, SentArray state, double score, int count)
      implements Serializable {

    private Object readResolve() {
      return new SentSum(
          new ParameterAveragingAggregationTuple(
              SentArray.get(parameters),
              SentArray.get(state),
              score,
              count,
              null,
              null,
              null,
              null));
    }
  }

  /** Adds a worker's result. */
  static final class Add extends ParameterAveragingElementAddFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public ParameterAveragingAggregationTuple call(
        ParameterAveragingAggregationTuple sum, ParameterAveragingTrainingResult result)
        throws Exception {
      return of(super.call(sum, result));
    }
  }

  /** Adds two sums. */
  static final class Combine extends ParameterAveragingElementCombineFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public ParameterAveragingAggregationTuple call(
        ParameterAveragingAggregationTuple one, ParameterAveragingAggregationTuple other)
        throws Exception {
      return of(super.call(one, other));
    }
  }
}
