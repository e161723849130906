package org.attentionzoo.examples.benchmark;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Tanh;
import org.nd4j.linalg.factory.Nd4j;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What the runtime costs on top of the ops themselves: a layer of tiny ops run by the plan, the
 * same ops straight through their contexts, and the same layer on DL4J's stock SameDiff runtime.
 */
@Command(
    name = "runtime",
    description = "Time per op of a graph of tiny ops: our runtime, the bare ops, DL4J's own.")
public final class RuntimeBenchmark implements Callable<Integer> {

  @Option(
      names = "--links",
      defaultValue = "200",
      description = "Length of the chain; each link is two ops (default: ${DEFAULT-VALUE}).")
  private int links;

  @Option(
      names = "--pairs",
      defaultValue = "7",
      description = "Rounds in which all sides run in turn (default: ${DEFAULT-VALUE}).")
  private int pairs;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionChecks.positive(spec, "--links", links);
    OptionChecks.positive(spec, "--pairs", pairs);
    Runnable plan = network(false);
    Runnable bare = bareOps();
    Runnable stock = network(true);
    double[] plans = new double[pairs];
    double[] bares = new double[pairs];
    double[] stocks = new double[pairs];
    for (Runnable side : new Runnable[] {plan, bare, stock}) {
      microsPerOp(side, 300); // warm-up
    }
    for (int i = 0; i < pairs; i++) {
      plans[i] = microsPerOp(plan, 200);
      bares[i] = microsPerOp(bare, 200);
      stocks[i] = microsPerOp(stock, 20);
    }
    double[] overhead = new double[pairs];
    double[] ratio = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      overhead[i] = plans[i] - bares[i];
      ratio[i] = stocks[i] / plans[i];
    }
    Median median = new Median();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT, "a forward pass of %d ops on arrays of one element,\n", TinyOps.ops(links));
    out.printf(Locale.ROOT, "median of %d rounds in turn, microseconds per op:\n", pairs);
    out.printf(Locale.ROOT, "  plan, through ComputationGraph   %8.2f\n", median.evaluate(plans));
    out.printf(Locale.ROOT, "  the ops alone, reused contexts   %8.2f\n", median.evaluate(bares));
    out.printf(
        Locale.ROOT, "  plan minus ops alone             %8.2f\n", median.evaluate(overhead));
    out.printf(Locale.ROOT, "  DL4J's stock SameDiff runtime    %8.2f\n", median.evaluate(stocks));
    out.printf(Locale.ROOT, "  stock / plan                     %8.2f x\n", median.evaluate(ratio));
    out.flush();
    return 0;
  }

  private double microsPerOp(Runnable pass, int passes) {
    long start = System.nanoTime();
    for (int i = 0; i < passes; i++) {
      pass.run();
    }
    return (System.nanoTime() - start) / 1e3 / passes / TinyOps.ops(links);
  }

  private Runnable network(boolean stock) {
    ComputationGraph net =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("x")
                .addLayer("ops", new TinyOps.Builder().links(links).stock(stock).build(), "x")
                .setOutputs("ops")
                .setInputTypes(InputType.feedForward(1))
                .build());
    net.init();
    INDArray[] x = {Nd4j.ones(DataType.FLOAT, 1, 1)};
    return () -> net.output(false, x);
  }

  private Runnable bareOps() {
    INDArray x = Nd4j.ones(DataType.FLOAT, 1, 1);
    INDArray y = Nd4j.ones(DataType.FLOAT, 1, 1);
    INDArray z = Nd4j.ones(DataType.FLOAT, 1, 1);
    Op tanh = new Tanh(x, y);
    OpContext first = Nd4j.getExecutioner().buildContext();
    first.setInputArray(0, x);
    first.setOutputArray(0, y);
    CustomOp add = new AddOp(x, y, z);
    OpContext second = Nd4j.getExecutioner().buildContext();
    second.setInputArray(0, x);
    second.setInputArray(1, y);
    second.setOutputArray(0, z);
    return () -> {
      for (int i = 0; i < links; i++) {
        Nd4j.getExecutioner().exec(tanh, first);
        Nd4j.getExecutioner().exec(add, second);
      }
    };
  }
}
