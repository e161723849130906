package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.output.RowScorer;
import org.attentionzoo.layers.output.TokenScorer;
import org.attentionzoo.layers.runtime.Planned;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.decoding.IncrementalPlan;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Any encoder–decoder {@link ComputationGraph} of this project as a {@link StepScorer}: two inputs,
 * source ids and target ids, and one token output.
 *
 * <p>Vertices that do not depend on the target are run once a batch, as DL4J runs them. The others
 * (embedding, decoder layers, norms) are run one position at a time by their {@link Stepper}s, so
 * the prefix is never run again. Works for graphs that users built themselves, too.
 *
 * <p>Safe for several threads. Training the network while generating is not.
 */
public final class GraphScorer implements StepScorer {

  /**
   * A vertex on the way from the target ids to the output.
   *
   * @param incoming its other inputs: name in its definition → vertex that makes them
   */
  private record Stage(String vertex, IncrementalPlan plan, Map<String, String> incoming) {}

  private final ComputationGraph net;
  private final List<Stage> stages = new ArrayList<>();
  private final EncoderPass encoder;
  private final TokenScorer output;
  private long longestSource = Long.MAX_VALUE;
  private long maxSteps = Long.MAX_VALUE;
  private final Queue<Decoder> idle = new ConcurrentLinkedQueue<>();

  /** What one batch decodes with, used again by a later one. */
  private record Decoder(List<Stepper> steppers, RowScorer output) {}

  /**
   * @param net inputs (source ids, target ids) in this order, one token output
   * @throws IllegalArgumentException if the network has another form, or a vertex between target
   *     ids and output cannot be run one position at a time; the message names it
   */
  public GraphScorer(ComputationGraph net) {
    Arguments.given("net", net);
    this.net = net;
    List<String> inputs = net.getConfiguration().getNetworkInputs();
    List<String> outputs = net.getConfiguration().getNetworkOutputs();
    if (inputs.size() != 2 || outputs.size() != 1) {
      throw new IllegalArgumentException(
          "expected a network with inputs (source ids, target ids) and one output, got inputs "
              + inputs
              + " and outputs "
              + outputs);
    }
    this.output = TokenScorer.of(net, outputs.get(0));
    Set<String> needed = new LinkedHashSet<>();
    findStages(inputs.get(1), outputs.get(0), needed);
    this.encoder = new EncoderPass(net, needed);
  }

  private void findStages(String targetIds, String outputName, Set<String> needed) {
    Set<String> advancing = new HashSet<>(Set.of(targetIds));
    for (int index : net.topologicalSortOrder()) {
      GraphVertex vertex = net.getVertices()[index];
      String name = vertex.getVertexName();
      List<String> from = net.getConfiguration().getVertexInputs().getOrDefault(name, List.of());
      boolean reads = from.stream().anyMatch(advancing::contains);
      limit(name, from, advancing);
      if (name.equals(outputName) || !reads || isTable(name)) {
        continue;
      }
      Incremental definition = incremental(name);
      Map<String, String> incoming = new LinkedHashMap<>();
      for (int i = 0; i < from.size(); i++) {
        String input = definition.inputs().get(i).name();
        boolean target = input.equals(definition.targetInput());
        if (target != advancing.contains(from.get(i))) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "vertex \"%s\": only its input \"%s\" may depend on the target, but \"%s\" %s",
                  name,
                  definition.targetInput(),
                  from.get(i),
                  target ? "does not" : "does"));
        }
        if (!target) {
          incoming.put(input, from.get(i));
          needed.add(from.get(i));
        }
      }
      String label = definition.getClass().getSimpleName() + " \"" + name + '"';
      stages.add(
          new Stage(
              name, new IncrementalPlan(label, definition, net.params().dataType()), incoming));
      advancing.add(name);
    }
  }

  /** Notes how long sequences a vertex takes: those of the target are steps. */
  private void limit(String name, List<String> from, Set<String> advancing) {
    if (isTable(name) || !(layer(name) instanceof Planned definition)) {
      return;
    }
    for (int i = 0; i < from.size(); i++) {
      long longest = definition.longest(definition.inputs().get(i).name());
      if (advancing.contains(from.get(i))) {
        maxSteps = Math.min(maxSteps, longest);
      } else {
        longestSource = Math.min(longestSource, longest);
      }
    }
  }

  /** A shared table hangs at the target ids, but is the same whatever they are. */
  private boolean isTable(String name) {
    return definition(name) instanceof SharedEmbeddingTable;
  }

  /** The configuration of a vertex, also of a frozen one. */
  private Object definition(String name) {
    Object vertex = net.getConfiguration().getVertices().get(name);
    return vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex;
  }

  /** The configuration of a vertex, or of the layer in it. */
  private Object layer(String name) {
    Object conf = definition(name);
    if (conf instanceof LayerVertex layer) {
      conf = layer.getLayerConf().getLayer();
    }
    return conf instanceof FrozenLayer frozen ? frozen.getLayer() : conf;
  }

  private Incremental incremental(String name) {
    Object conf = layer(name);
    if (conf instanceof Incremental incremental) {
      return incremental;
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "vertex \"%s\" (%s) lies between the target ids and the output, but cannot be run one"
                + " position at a time",
            name,
            conf.getClass().getSimpleName()));
  }

  @Override
  public int vocabularySize() {
    String name = net.getConfiguration().getNetworkOutputs().get(0);
    FeedForwardLayer conf = (FeedForwardLayer) net.getVertex(name).getLayer().conf().getLayer();
    return Math.toIntExact(conf.getNOut());
  }

  @Override
  public long longestSource() {
    return longestSource;
  }

  @Override
  public long maxSteps() {
    return maxSteps;
  }

  @Override
  public DecoderState begin(int[][] sources, boolean attention) {
    Arguments.allGiven("sources", sources);
    INDArray ids = padded(sources); // [N, S]
    INDArray mask = mask(sources); // [N, S]
    Map<String, INDArray> encoded = encoder.run(ids, mask);
    Decoder decoder = idle.poll();
    if (decoder == null) {
      decoder = new Decoder(stages.stream().map(this::stepper).toList(), output.rows());
    }
    decoder.output().begin();
    for (int i = 0; i < stages.size(); i++) {
      Map<String, INDArray> inputs = new HashMap<>();
      Map<String, INDArray> masks = new HashMap<>();
      stages
          .get(i)
          .incoming()
          .forEach(
              (name, vertex) -> {
                inputs.put(name, encoded.get(vertex));
                masks.put(name, mask);
              });
      decoder.steppers().get(i).begin(sources.length, inputs, masks);
    }
    return new State(decoder, attention);
  }

  private Stepper stepper(Stage stage) {
    return new Stepper(stage.plan(), net.getVertex(stage.vertex()).paramTable(false));
  }

  private static INDArray padded(int[][] sources) {
    int length = longest(sources);
    int[][] ids = new int[sources.length][length];
    for (int n = 0; n < sources.length; n++) {
      System.arraycopy(sources[n], 0, ids[n], 0, sources[n].length);
    }
    return Nd4j.createFromArray(ids);
  }

  private static INDArray mask(int[][] sources) {
    float[][] mask = new float[sources.length][longest(sources)];
    for (int n = 0; n < sources.length; n++) {
      java.util.Arrays.fill(mask[n], 0, sources[n].length, 1f);
    }
    return Nd4j.createFromArray(mask);
  }

  private static int longest(int[][] sources) {
    int longest = 0;
    for (int[] source : sources) {
      longest = Math.max(longest, source.length);
    }
    return longest;
  }

  private final class State implements RowwiseState {
    private final Decoder decoder;
    private final boolean attention;
    private INDArray ids; // [R, 1]
    private INDArray output; // of the topmost vertex [R, 1, d]
    private INDArray hidden; // the same as [R, d]

    State(Decoder decoder, boolean attention) {
      this.decoder = decoder;
      this.attention = attention;
    }

    @Override
    public void step(int[] tokens, ScoreReader reader) {
      INDArray value = ids(tokens);
      for (Stepper stepper : decoder.steppers()) {
        value = stepper.step(value); // [R, 1, size]
      }
      if (value != output) {
        output = value;
        hidden = value.reshape('c', value.size(0), value.size(2));
      }
      float[][] weights = attention ? weights() : null;
      decoder
          .output()
          .score(
              hidden, (row, scores) -> reader.read(row, scores, attention ? weights[row] : null));
    }

    private INDArray ids(int[] tokens) {
      if (ids == null || ids.size(0) != tokens.length) {
        ids = Nd4j.createFromArray(tokens).reshape(tokens.length, 1);
      } else {
        for (int i = 0; i < tokens.length; i++) {
          ids.data().put(i, tokens[i]);
        }
      }
      return ids;
    }

    /** Of the topmost vertex that has attention. */
    private float[][] weights() {
      for (int i = decoder.steppers().size() - 1; i >= 0; i--) {
        INDArray weights = decoder.steppers().get(i).weights(); // [R, 1, S]
        if (weights != null) {
          return weights.reshape('c', weights.size(0), weights.size(2)).toFloatMatrix();
        }
      }
      throw new UnsupportedOperationException("this model has no attention weights");
    }

    @Override
    public void select(int[] rows) {
      decoder.steppers().forEach(stepper -> stepper.select(rows));
    }

    @Override
    public void close() {
      idle.add(decoder);
    }
  }
}
