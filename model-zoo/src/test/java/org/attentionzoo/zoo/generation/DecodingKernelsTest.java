package org.attentionzoo.zoo.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.attentionzoo.layers.attention.General;
import org.attentionzoo.layers.kernel.Kernels;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.recurrent.Cell;
import org.attentionzoo.zoo.model.AttentionOrder;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

/** Decoding on the kernels writes the same as without them. */
class DecodingKernelsTest {
  private static final int VOCABULARY = 700; // more than one look at a row of scores takes

  /** Batches of changing sizes and lengths, of one sentence and of one token among them. */
  private static final int[][][] BATCHES = {
    {{5, 6, 7, 8, 9, 10, 11}, {12}, {13, 14, 15}, {16, 17, 18, 19, 20, 21, 22, 23, 24}, {25, 26}},
    {{30, 31, 32, 33}},
    {{40}},
    {{50, 51}, {52, 53, 54, 55, 56, 57, 58}, {59, 60, 61}},
  };

  private static final List<Decoding<?>> SEARCHES =
      List.of(
          Decoding.greedy().maxLength(9).withAttention(),
          Decoding.beam(4).nBest(3).lengthPenalty(0.6).maxLength(9),
          Decoding.sample().topK(50).seed(3).samples(2).maxLength(9));

  static Stream<ModelBuilder<?>> models() {
    return Stream.of(
        Transformer.tiny().modelSize(30).heads(3).feedForwardSize(44).layers(2),
        Transformer.tiny()
            .modelSize(30)
            .heads(3)
            .feedForwardSize(44)
            .layers(1)
            .learnedPositions(20),
        AttentionSeq2Seq.builder().embeddingSize(15).units(22),
        AttentionSeq2Seq.builder()
            .embeddingSize(15)
            .units(22)
            .order(AttentionOrder.LUONG)
            .cell(Cell.LSTM)
            .layers(2)
            .score(new General())
            .inputFeeding(true));
  }

  @ParameterizedTest
  @MethodSource("models")
  void writesTheSameAsWithoutKernels(ModelBuilder<?> model) throws Exception {
    model.vocabularySize(VOCABULARY).seed(11);
    List<List<Hypothesis>> expected =
        withoutKernels(() -> generateAll(new GraphScorer(network(model))));
    GraphScorer scorer = new GraphScorer(network(model));
    int threads = ParallelRows.threads();
    try {
      for (int n = 1; n <= 3; n++) {
        ParallelRows.setThreads(n);
        assertSame(generateAll(scorer), expected);
      }
      ParallelRows.setThreads(2);
      fromTwoThreads(() -> assertSame(generateAll(scorer), expected));
    } finally {
      ParallelRows.setThreads(threads);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void parametersThatChangedBetweenBatchesCount(ModelBuilder<?> model) {
    ComputationGraph net = network(model.vocabularySize(VOCABULARY).seed(11));
    GraphScorer scorer = new GraphScorer(net);
    List<List<Hypothesis>> before = generateAll(scorer);
    net.params().muli(1.1);
    List<List<Hypothesis>> after = generateAll(scorer);
    assertSame(after, generateAll(new GraphScorer(network(model, 1.1))));
    assertThat(after.get(0).get(0).score()).isNotEqualTo(before.get(0).get(0).score());
  }

  @ParameterizedTest
  @MethodSource("models")
  void aStepAllocatesNoMoreForALargerVocabulary(ModelBuilder<?> model) {
    int threads = ParallelRows.threads();
    ParallelRows.setThreads(1); // all on the thread that is looked at
    try {
      long small = bytesOfStep(model.vocabularySize(1_000));
      long large = bytesOfStep(model.vocabularySize(20_000));
      assertThat(large - small)
          .as("bytes that a step allocates more")
          .isLessThan(20_000 * Float.BYTES / 2); // half an array of one number a token
    } finally {
      ParallelRows.setThreads(threads);
    }
  }

  private static long bytesOfStep(ModelBuilder<?> model) {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int steps = 15;
    try (DecoderState state =
        new GraphScorer(model.build().init()).begin(new int[][] {{5, 6, 7}, {8}}, false)) {
      long start = 0;
      for (int step = -3; step < steps; step++) {
        if (step == 0) {
          start = thread.getCurrentThreadAllocatedBytes();
        }
        state.step(new int[] {9, 10}, (row, scores) -> {});
      }
      return (thread.getCurrentThreadAllocatedBytes() - start) / steps;
    }
  }

  private static ComputationGraph network(ModelBuilder<?> model, double factor) {
    ComputationGraph net = network(model);
    net.params().muli(factor);
    return net;
  }

  private static ComputationGraph network(ModelBuilder<?> model) {
    ComputationGraph net = model.build().init();
    Nd4j.getRandom().setSeed(5);
    net.params().addi(Nd4j.randn(net.params().dataType(), net.params().shape()).muli(0.15));
    return net;
  }

  private static List<List<Hypothesis>> generateAll(GraphScorer scorer) {
    Generator generator = new Generator(scorer, Vocabulary.BOS, Vocabulary.EOS);
    List<List<Hypothesis>> all = new ArrayList<>();
    for (Decoding<?> search : SEARCHES) {
      for (int[][] batch : BATCHES) {
        all.addAll(generator.generate(batch, search));
      }
    }
    return all;
  }

  private static void assertSame(List<List<Hypothesis>> actual, List<List<Hypothesis>> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int n = 0; n < expected.size(); n++) {
      assertThat(actual.get(n)).hasSameSizeAs(expected.get(n));
      for (int i = 0; i < expected.get(n).size(); i++) {
        assertSame(actual.get(n).get(i), expected.get(n).get(i));
      }
    }
  }

  private static void assertSame(Hypothesis actual, Hypothesis expected) {
    assertThat(actual.tokens()).isEqualTo(expected.tokens());
    assertThat(actual.finished()).isEqualTo(expected.finished());
    assertThat(actual.tokenLogProbabilities()).hasSameSizeAs(expected.tokenLogProbabilities());
    for (int t = 0; t < expected.steps(); t++) {
      float value = expected.tokenLogProbabilities()[t];
      assertThat(actual.tokenLogProbabilities()[t])
          .isCloseTo(value, within(1e-5f * Math.max(1, Math.abs(value))));
      if (expected.attention() != null) {
        assertThat(actual.attention()[t]).containsExactly(expected.attention()[t], within(1e-5f));
      }
    }
  }

  static <T> T withoutKernels(Supplier<T> action) {
    String before = System.setProperty(Kernels.PROPERTY, "false");
    try {
      return action.get();
    } finally {
      if (before == null) {
        System.clearProperty(Kernels.PROPERTY);
      } else {
        System.setProperty(Kernels.PROPERTY, before);
      }
    }
  }

  private static void fromTwoThreads(Runnable action) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> running = List.of(pool.submit(action), pool.submit(action));
      for (Future<?> future : running) {
        future.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
