package org.attentionzoo.zoo.generation;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.output.TokenScorer;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.zoo.network.BorrowedNetwork;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
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

  private final ComputationGraph net;
  private final TargetPath path;
  private final BorrowedNetwork encoder;
  private final TokenScorer output;
  private final Precision precision;
  private final boolean fixed;
  private final DecodingFactors factors;
  private final Deque<GraphDecoder> idle = new ArrayDeque<>(); // guarded by itself
  private boolean closed; // guarded by idle

  /**
   * @param net inputs (source ids, target ids) in this order, one token output
   * @throws IllegalArgumentException if the network has another form, or a vertex between target
   *     ids and output cannot be run one position at a time; the message names it
   */
  public GraphScorer(ComputationGraph net) {
    this(net, Precision.standard());
  }

  /**
   * The same.
   *
   * @param precision of the products of encoder, decoder and output. BF16 and INT8 need about as
   *     much memory as half or a quarter of the parameters, for weights in the order in which the
   *     processor reads them; where it lacks them, or the network is not FLOAT, it is FLOAT32
   */
  public GraphScorer(ComputationGraph net, Precision precision) {
    this(net, precision, false);
  }

  private GraphScorer(ComputationGraph net, Precision precision, boolean fixed) {
    this.fixed = fixed;
    Arguments.given("net", net);
    Arguments.given("precision", precision);
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
    this.path = new TargetPath(net, inputs.get(1), outputs.get(0));
    this.precision = precision;
    this.factors = DecodingFactors.of(precision, net.params().dataType(), fixed);
    this.encoder = new BorrowedNetwork(net, path.incoming(), factors);
  }

  /**
   * The same for a network whose parameters nobody changes any more: what was made of them for the
   * first batch, in BF16 and INT8, serves all others. Otherwise each batch begins with a look at
   * all parameters, which for a single sentence takes as long as some of its tokens.
   */
  public GraphScorer fixed() {
    return new GraphScorer(net, precision, true);
  }

  @Override
  public GraphScorer withPrecision(Precision precision) {
    return new GraphScorer(net, precision, fixed);
  }

  @Override
  public int vocabularySize() {
    String name = net.getConfiguration().getNetworkOutputs().get(0);
    FeedForwardLayer conf = (FeedForwardLayer) net.getVertex(name).getLayer().conf().getLayer();
    return Math.toIntExact(conf.getNOut());
  }

  @Override
  public long longestSource() {
    return path.longestSource();
  }

  @Override
  public long maxSteps() {
    return path.maxSteps();
  }

  @Override
  public DecoderState begin(int[][] sources, boolean attention) {
    Arguments.allGiven("sources", sources);
    if (attention && !path.hasAttention()) {
      throw new UnsupportedOperationException("this model has no attention weights");
    }
    factors.begin();
    GraphDecoder decoder = takeIdle();
    try (INDArray ids = padded(sources);
        INDArray mask = mask(sources)) { // [N, S]
      Map<String, INDArray> encoded = encode(ids, mask);
      decoder.begin(encoded, mask);
      encoder.free(encoded);
    } catch (RuntimeException e) {
      giveBack(decoder);
      throw e;
    }
    return new State(decoder);
  }

  private Map<String, INDArray> encode(INDArray ids, INDArray mask) {
    if (path.incoming().isEmpty()) {
      return Map.of();
    }
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      try (INDArray noTarget = Nd4j.create(DataType.INT32, ids.size(0), 1); // not looked at
          INDArray noMask = Nd4j.ones(DataType.FLOAT, ids.size(0), 1)) { // [N, 1]
        return encoder.run(new INDArray[] {ids, noTarget}, new INDArray[] {mask, noMask});
      }
    }
  }

  private GraphDecoder takeIdle() {
    synchronized (idle) {
      if (closed) {
        throw new IllegalStateException("the scorer is closed");
      }
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return new GraphDecoder(net, path, output, factors);
  }

  private void giveBack(GraphDecoder decoder) {
    synchronized (idle) {
      if (!closed) {
        idle.push(decoder);
        return;
      }
    }
    decoder.close();
    encoder.freeMemory();
  }

  /**
   * Frees the memory that batches decoded in. A batch that is decoded at this moment goes on, and
   * frees its own at its end. The network stays as it is.
   */
  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(GraphDecoder::close);
      idle.clear();
      encoder.freeMemory();
      factors.close();
    }
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
      Arrays.fill(mask[n], 0, sources[n].length, 1f);
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

  /** A decoder in the hands of one batch. */
  private final class State implements DecoderState {
    private GraphDecoder decoder; // null when given back

    State(GraphDecoder decoder) {
      this.decoder = decoder;
    }

    private GraphDecoder decoder() {
      if (decoder == null) {
        throw new IllegalStateException("the state of the decoder is closed");
      }
      return decoder;
    }

    @Override
    public void step(int[] tokens, RowReader reader) {
      decoder().step(tokens, reader);
    }

    @Override
    public float[][] attention() {
      return decoder().attention();
    }

    @Override
    public void select(int[] rows) {
      decoder().select(rows);
    }

    @Override
    public void close() {
      if (decoder != null) {
        giveBack(decoder);
        decoder = null;
      }
    }
  }
}
