package org.attentionzoo.examples.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.model.SequenceModel;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Generation with a {@link Yardstick}, encoder and search together: one line of JSON. The end token
 * is made impossible, so that every run generates the same number of tokens.
 */
@Command(
    name = "decoding",
    description = "Greedy or beam search through the zoo's Generator, as one line of JSON.")
public final class DecodingBenchmark implements Callable<Integer> {
  private static final double NEVER = -1e4; // logit of the end token

  @Mixin private YardstickOptions options;

  @Option(
      names = "--beam",
      defaultValue = "1",
      description = "Hypotheses kept per sentence; 1 is greedy search (default: ${DEFAULT-VALUE}).")
  private int beam;

  @Option(
      names = "--memory",
      description =
          "Also tells the megabytes that are resident after each batch, warm-up included.")
  private boolean memory;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionChecks.positive(spec, "--beam", beam);
    options.applyThreads();
    ComputationGraph net = options.model().network();
    net.getParam(SequenceModel.OUTPUT + "_b").putScalar(Vocabulary.EOS, NEVER);
    Generator generator = new Generator(new GraphScorer(net), Vocabulary.BOS, Vocabulary.EOS);
    int[][] sources =
        new RandomTokens(1, options.model().vocabulary())
            .sentences(options.batch(), options.length());
    Decoding<?> decoding =
        beam == 1
            ? Decoding.greedy().maxLength(options.length()).tokensOnly() // as PyTorch's argmax
            : Decoding.beam(beam).maxLength(options.length());
    List<Double> resident = new ArrayList<>();
    StepTimes times =
        options.time(
            () -> {
              checkLengths(generator.best(sources, decoding), options.length());
              if (memory) {
                resident.add(ProcessMemory.residentMegabytes());
              }
            });
    String mode = beam == 1 ? "greedy" : "beam" + beam;
    Precision used = Factors.usable(Precision.standard(), net.params().dataType());
    Measurement measured = options.measurement(mode, used, net.params().length(), times);
    ObjectNode json = withLimit(measured, used, net).toJson();
    if (memory) {
      ArrayNode megabytes = json.putArray("resident_mb");
      resident.forEach(mb -> megabytes.add(mb == null ? null : Math.round(mb)));
    }
    spec.commandLine().getOut().println(json);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private Measurement withLimit(Measurement measured, Precision used, ComputationGraph net) {
    double flops = MatrixWork.measuredRate(used, measured.threads());
    DecodingWork work = DecodingWork.of(net);
    double weights = work.measuredWeights(used, measured.threads());
    int length = options.length();
    return measured.withLimit(
        work.seconds(options.batch(), length, length, beam, flops, weights), flops);
  }

  private static void checkLengths(List<Hypothesis> hypotheses, int length) {
    for (Hypothesis hypothesis : hypotheses) {
      if (hypothesis.tokens().length != length) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "generated %d tokens instead of %d",
                hypothesis.tokens().length,
                length));
      }
    }
  }
}
