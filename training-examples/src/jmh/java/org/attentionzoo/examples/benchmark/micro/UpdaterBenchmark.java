package org.attentionzoo.examples.benchmark.micro;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.model.Transformer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the updater does with the gradients of a Transformer, d 256, 3 + 3 layers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UpdaterBenchmark {
  /** The largest norm of a layer's gradient; 0 for any. */
  @Param({"0", "0.001"})
  private double clipping;

  private ComputationGraphUpdater direct;
  private ComputationGraphUpdater dl4j;
  private Gradient gradient;
  private int iteration;

  /** Makes gradients, and an updater of each kind. */
  @Setup
  public void setUp() {
    ComputationGraph net =
        Transformer.builder()
            .vocabularySize(8000)
            .modelSize(256)
            .heads(4)
            .feedForwardSize(1024)
            .layers(3)
            .gradientClipping(clipping)
            .updater(new FastAdam(1e-3))
            .build()
            .init();
    int[] ids = {4, 5, 6};
    net.fit(SequenceBatch.of(List.of(new SequencePair(ids, ids))));
    gradient = net.gradient();
    dl4j = new ComputationGraphUpdater(net);
    DirectUpdater.install(net);
    direct = net.getUpdater();
  }

  /** Ours. */
  @Benchmark
  public void direct() {
    direct.update(gradient, iteration++, 0, 1, LayerWorkspaceMgr.noWorkspaces());
  }

  /** DL4J's own, with our Adam as well. */
  @Benchmark
  public void dl4j() {
    dl4j.update(gradient, iteration++, 0, 1, LayerWorkspaceMgr.noWorkspaces());
  }
}
