package org.attentionzoo.zoo.hostile;

import static org.attentionzoo.zoo.hostile.GoodValues.of;
import static org.attentionzoo.zoo.hostile.GoodValues.put;

import java.util.List;
import java.util.Map;
import org.attentionzoo.layers.attention.Alignment;
import org.attentionzoo.layers.attention.Attention;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.attention.Score;
import org.attentionzoo.layers.attention.Window;
import org.attentionzoo.layers.embedding.EmbeddingOptions;
import org.attentionzoo.layers.embedding.PositionalEncoding;
import org.attentionzoo.layers.embedding.SharedEmbeddingTable;
import org.attentionzoo.layers.embedding.TiedTokenEmbedding;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.kernel.DropoutMask;
import org.attentionzoo.layers.kernel.Factor;
import org.attentionzoo.layers.kernel.Factors;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.kernel.PartSums;
import org.attentionzoo.layers.kernel.RowSplit;
import org.attentionzoo.layers.output.MeanScores;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.output.TiedTokenOutput;
import org.attentionzoo.layers.output.TiedTokenOutputVertex;
import org.attentionzoo.layers.output.TiedTokenOutputVertexRuntime;
import org.attentionzoo.layers.output.TokenOutputLayer;
import org.attentionzoo.layers.output.TokenOutputRuntime;
import org.attentionzoo.layers.output.TokenScorer;
import org.attentionzoo.layers.output.TokenScores;
import org.attentionzoo.layers.recurrent.BahdanauOrder;
import org.attentionzoo.layers.recurrent.DecoderOrder;
import org.attentionzoo.layers.recurrent.EncoderLayout;
import org.attentionzoo.layers.recurrent.LuongOrder;
import org.attentionzoo.layers.recurrent.RecurrentDecoder;
import org.attentionzoo.layers.recurrent.RecurrentEncoder;
import org.attentionzoo.layers.runtime.DecodingFactors;
import org.attentionzoo.layers.runtime.DefinedGraph;
import org.attentionzoo.layers.runtime.GraphNodes;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.Planned;
import org.attentionzoo.layers.runtime.decoding.Incremental;
import org.attentionzoo.layers.runtime.decoding.IncrementalPlan;
import org.attentionzoo.layers.runtime.decoding.Stepper;
import org.attentionzoo.layers.runtime.dl4j.PlannedLayerRuntime;
import org.attentionzoo.layers.runtime.dl4j.PlannedVertexRuntime;
import org.attentionzoo.layers.runtime.plan.Binding;
import org.attentionzoo.layers.runtime.plan.Frame;
import org.attentionzoo.layers.runtime.plan.InferenceMemory;
import org.attentionzoo.layers.runtime.plan.Plan;
import org.attentionzoo.layers.runtime.scan.Scan;
import org.attentionzoo.layers.schedule.CosineDecaySchedule;
import org.attentionzoo.layers.schedule.LinearDecaySchedule;
import org.attentionzoo.layers.schedule.NoamSchedule;
import org.attentionzoo.layers.transformer.LayerNorm;
import org.attentionzoo.layers.transformer.MultiHeadCrossAttention;
import org.attentionzoo.layers.transformer.MultiHeadSelfAttention;
import org.attentionzoo.layers.transformer.TransformerDecoderLayer;
import org.attentionzoo.layers.transformer.TransformerEncoderLayer;
import org.attentionzoo.layers.transformer.TransformerOptions;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.attentionzoo.layers.updater.FastAdam;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.Mmul;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values of the layers and of what DL4J gives them. */
final class LayerValues {

  private static final LayerGraph GRAPH = defined().graph();

  private LayerValues() {}

  /** Makes them known. */
  static void putAll() {
    dl4j();
    layers();
    kernels();
  }

  private static void dl4j() {
    put(IUpdater.class, () -> new Adam(0.01));
    put(Adam.class, () -> new Adam(0.01));
    put(ISchedule.class, () -> new NoamSchedule(8, 3, 1));
    put(InputType.class, () -> InputType.recurrent(4));
    put(ComputationGraph.class, () -> ModelValues.NETWORK);
    put(NeuralNetConfiguration.class, () -> new NeuralNetConfiguration.Builder().build());
    put(NeuralNetConfiguration.Builder.class, NeuralNetConfiguration.Builder::new);
    put(TrainingConfig.class, () -> new TokenEmbedding.Builder().vocabularySize(8).size(4).build());
    put(
        ComputationGraphConfiguration.GraphBuilder.class,
        () -> new NeuralNetConfiguration.Builder().graphBuilder());
    put(Logger.class, () -> LoggerFactory.getLogger("a"));
    put(SDLayerParams.class, SDLayerParams::new);
    put(SDVertexParams.class, SDVertexParams::new);
    put(LayerWorkspaceMgr.class, LayerWorkspaceMgr::noWorkspaces);
    put(org.nd4j.linalg.dataset.api.MultiDataSet.class, TextValues::batch);
    put(MultiDataSetIterator.class, () -> of(BatchIterator.class));
  }

  private static void layers() {
    put(Score.class, Dot::new);
    put(Window.class, Window::global);
    put(Alignment.class, () -> Alignment.of(new Dot()));
    put(DecoderOrder.class, () -> BahdanauOrder.concat(Alignment.of(new Dot())));
    put(EncoderLayout.class, () -> EncoderLayout.memoryOnly(4));
    put(
        Attention.Builder.class,
        () -> new Attention.Builder().querySize(4).memorySize(4).score(new Dot()));
    put(EmbeddingOptions.class, () -> EmbeddingOptions.standard().vocabularySize(8).size(4));
    put(TokenEmbedding.Builder.class, () -> new TokenEmbedding.Builder().vocabularySize(8).size(4));
    put(
        SharedEmbeddingTable.Builder.class,
        () -> new SharedEmbeddingTable.Builder().vocabularySize(8).size(4));
    put(
        TiedTokenEmbedding.Builder.class,
        () -> new TiedTokenEmbedding.Builder().vocabularySize(8).size(4));
    put(PositionalEncoding.Builder.class, () -> new PositionalEncoding.Builder().size(4));
    put(RecurrentEncoder.Builder.class, () -> new RecurrentEncoder.Builder().inputSize(4).units(4));
    put(RecurrentDecoder.Builder.class, LayerValues::decoder);
    put(LayerNorm.Builder.class, () -> new LayerNorm.Builder().size(4));
    put(
        MultiHeadSelfAttention.Builder.class,
        () -> new MultiHeadSelfAttention.Builder().size(4).heads(2));
    put(
        MultiHeadCrossAttention.Builder.class,
        () -> new MultiHeadCrossAttention.Builder().size(4).memorySize(4).heads(2));
    put(TransformerOptions.class, () -> TransformerOptions.standard().size(4).heads(2));
    put(
        TransformerEncoderLayer.Builder.class,
        () -> new TransformerEncoderLayer.Builder().size(4).heads(2).feedForwardSize(8));
    put(
        TransformerDecoderLayer.Builder.class,
        () -> new TransformerDecoderLayer.Builder().size(4).heads(2).feedForwardSize(8));
    put(TokenOutputLayer.Builder.class, () -> new TokenOutputLayer.Builder().nIn(4).nOut(8));
    put(TiedTokenOutput.Builder.class, () -> new TiedTokenOutput.Builder().nIn(4).nOut(8));
    put(TiedTokenOutput.class, () -> new TiedTokenOutput.Builder().nIn(4).nOut(8).build());
    put(TokenScorer.class, () -> TokenScorer.of(ModelValues.NETWORK, "output"));
    put(RowReader.class, () -> (RowReader) (row, scores) -> {});
    put(MeanScores.class, () -> new MeanScores(1, 4));
    put(Planned.class, LayerValues::norm);
    put(Incremental.class, LayerValues::norm);
    put(LayerGraph.class, () -> GRAPH);
    put(DefinedGraph.class, LayerValues::defined);
    put(GraphNodes.class, () -> defined().nodes());
    put(DifferentialFunction.class, () -> new Mmul());
    put(SameDiff.class, SameDiff::create);
    put(Plan.class, LayerValues::plan);
    put(Frame.class, () -> new Frame(plan()));
    put(InferenceMemory.class, () -> new InferenceMemory(DataType.FLOAT));
    put(Binding.class, LayerValues::binding);
    put(SDVariable.class, () -> GRAPH.sd().constant(Nd4j.ones(DataType.FLOAT, 2, 2)));
    put(Scan.class, () -> Scan.over(GRAPH, "scan"));
    put(IncrementalPlan.class, () -> new IncrementalPlan("a", norm(), DataType.FLOAT));
    put(Stepper.class, () -> new Stepper(of(IncrementalPlan.class), Map.of()));
    put(
        TiedTokenOutputVertexRuntime.class,
        () -> (TiedTokenOutputVertexRuntime) tied().getVertex("output"));
    put(
        TokenOutputRuntime.class,
        () -> (TokenOutputRuntime) ModelValues.NETWORK.getLayer("output"));
    put(
        PlannedVertexRuntime.class,
        () -> (PlannedVertexRuntime) ModelValues.NETWORK.getVertex("decoder"));
    put(
        PlannedLayerRuntime.class,
        () -> (PlannedLayerRuntime) ModelValues.NETWORK.getLayer("encoder"));
    put(LinearDecaySchedule.class, () -> new LinearDecaySchedule(0.1, 2, 4));
    put(CosineDecaySchedule.class, () -> new CosineDecaySchedule(0.1, 2, 4));
    put(BahdanauOrder.class, () -> BahdanauOrder.concat(of(Alignment.class)));
    put(LuongOrder.class, () -> new LuongOrder(of(Alignment.class), true, 4));
    put(FastAdam.class, () -> new FastAdam(0.1));
    put(DirectUpdater.class, () -> AccumulatingUpdater.install(ModelValues.NETWORK, 2, 0));
    put(
        TiedTokenOutputVertex.class,
        () ->
            (TiedTokenOutputVertex)
                of(TransformerModelBuilder.class)
                    .tying(Tying.TARGET_AND_OUTPUT)
                    .build()
                    .conf()
                    .getVertices()
                    .get("output"));
  }

  private static void kernels() {
    put(Matrix.class, () -> Matrix.of(Nd4j.ones(DataType.FLOAT, 2, 2)));
    put(RowSplit.class, () -> new RowSplit(2));
    put(RowSplit.Part.class, () -> (part, from, to) -> {});
    put(ParallelRows.RowRange.class, () -> (from, to) -> {});
    put(PartSums.class, () -> new PartSums(2, List.of(of(Matrix.class), of(Matrix.class))));
    put(DropoutMask.class, () -> new DropoutMask(0.5, 1));
    put(Factors.class, () -> Factors.FLOAT32);
    put(Factor.class, () -> Factors.FLOAT32.of(of(Matrix.class)));
    put(DecodingFactors.class, () -> DecodingFactors.FLOAT32);
    put(TokenScores.class, () -> new TokenScores(new float[] {1, 2}, 3));
  }

  private static ComputationGraph tied() {
    return of(TransformerModelBuilder.class).tying(Tying.ALL).build().init();
  }

  static LayerNorm norm() {
    return new LayerNorm.Builder().size(4).build();
  }

  private static DefinedGraph defined() {
    return new DefinedGraph(DataType.FLOAT);
  }

  private static Plan plan() {
    DefinedGraph defined = defined();
    SDVariable x = defined.addInput("x", DataType.FLOAT, 2);
    return new Plan(defined, List.of(defined.graph().tanh(x)), List.of(x), List.of(x), List.of());
  }

  private static Binding binding() {
    Plan plan = plan();
    INDArray[] bound = new INDArray[plan.slotCount()];
    bound[plan.slot("input_x")] = of(INDArray.class);
    return new Frame(plan).bind(bound, true);
  }

  private static RecurrentDecoder.Builder decoder() {
    return new RecurrentDecoder.Builder()
        .embeddingSize(4)
        .units(4)
        .encoder(EncoderLayout.memoryOnly(4))
        .order(of(DecoderOrder.class));
  }
}
