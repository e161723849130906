package org.attentionzoo.examples.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.parallelism.ParallelInference;
import org.deeplearning4j.parallelism.inference.InferenceMode;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Requests a second that a network answers: probabilities of given targets of a few pairs.
 *
 * @param pairs of a request
 * @param length of sources and targets
 */
record ParallelRequests(Yardstick model, int pairs, int length, int workers) {

  /** Threads that ask. */
  static final int CLIENTS = 4;

  /** One thread with the network itself first. */
  List<ParallelSide> sides() {
    ComputationGraph net = model.network();
    List<ParallelSide> sides = new ArrayList<>();
    sides.add(
        new ParallelSide(
            "output, from one thread",
            seconds -> requestsPerSecond(1, seconds, inputs -> net.output(false, inputs))));
    for (InferenceMode mode :
        List.of(InferenceMode.SEQUENTIAL, InferenceMode.INPLACE, InferenceMode.BATCHED)) {
      sides.add(new ParallelSide("ParallelInference, " + mode, seconds -> of(net, mode, seconds)));
    }
    return sides;
  }

  private double of(ComputationGraph net, InferenceMode mode, double seconds) throws Exception {
    ParallelInference inference =
        new ParallelInference.Builder(net)
            .inferenceMode(mode)
            .workers(workers)
            .batchLimit(CLIENTS * pairs)
            .build();
    try {
      return requestsPerSecond(CLIENTS, seconds, inputs -> inference.output(inputs));
    } finally {
      inference.shutdown();
    }
  }

  private double requestsPerSecond(int threads, double seconds, UnaryOperator<INDArray[]> answer)
      throws ExecutionException, InterruptedException {
    ExecutorService clients = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<Integer>> counts = new ArrayList<>();
      for (int client = 0; client < threads; client++) {
        RandomTokens tokens = new RandomTokens(client, model.vocabulary());
        counts.add(clients.submit(() -> ask(tokens, answer, start + (long) (seconds * 1e9))));
      }
      int requests = 0;
      for (Future<Integer> count : counts) {
        requests += count.get();
      }
      return requests / ((System.nanoTime() - start) * 1e-9);
    } finally {
      clients.shutdown();
    }
  }

  /** Asks again and again, at least once; how often. */
  private int ask(RandomTokens tokens, UnaryOperator<INDArray[]> answer, long end) {
    int count = 0;
    do {
      INDArray[] inputs = tokens.trainingBatch(pairs, length).getFeatures();
      INDArray[] probabilities = answer.apply(inputs);
      if (probabilities[0].size(0) != pairs) {
        throw new IllegalStateException("an answer to something else");
      }
      count++;
    } while (System.nanoTime() < end);
    return count;
  }
}
