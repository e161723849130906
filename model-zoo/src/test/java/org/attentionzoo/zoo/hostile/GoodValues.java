package org.attentionzoo.zoo.hostile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
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
import org.attentionzoo.layers.runtime.Freezable;
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
import org.attentionzoo.layers.updater.UpdaterKind;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.batch.PairSource;
import org.attentionzoo.zoo.batch.PairVariation;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.corpus.CodecLearner;
import org.attentionzoo.zoo.corpus.EncodedCorpus;
import org.attentionzoo.zoo.corpus.PairCounts;
import org.attentionzoo.zoo.corpus.PairEncoder;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.SentencePairs;
import org.attentionzoo.zoo.corpus.TextSplit;
import org.attentionzoo.zoo.corpus.TokenCounts;
import org.attentionzoo.zoo.download.Download;
import org.attentionzoo.zoo.file.Content;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.file.NamedOutput;
import org.attentionzoo.zoo.file.WholeFile;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.finetuning.FineTuningBuilder;
import org.attentionzoo.zoo.finetuning.FineTuningReport;
import org.attentionzoo.zoo.finetuning.VocabularyChange;
import org.attentionzoo.zoo.generation.BeamDecoding;
import org.attentionzoo.zoo.generation.DecoderState;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.EnsembleScorer;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.generation.GreedyDecoding;
import org.attentionzoo.zoo.generation.SamplingDecoding;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.ModelZipReader;
import org.attentionzoo.zoo.io.TrustedClasses;
import org.attentionzoo.zoo.metrics.Bleu;
import org.attentionzoo.zoo.metrics.ChrF;
import org.attentionzoo.zoo.metrics.LengthBuckets;
import org.attentionzoo.zoo.metrics.Smoothing;
import org.attentionzoo.zoo.metrics.Ter;
import org.attentionzoo.zoo.metrics.TextMetric;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.AttentionSeq2SeqBuilder;
import org.attentionzoo.zoo.model.Initialization;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Seq2SeqBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.network.BorrowedNetwork;
import org.attentionzoo.zoo.pretrained.PretrainedModel;
import org.attentionzoo.zoo.pretrained.PretrainedModel.ZipFile;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import org.attentionzoo.zoo.pretrained.RegistryFolder;
import org.attentionzoo.zoo.text.BpeDropout;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.BpeTokenizer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.MarkingTokenizer;
import org.attentionzoo.zoo.text.Merge;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.SentencePieceModel;
import org.attentionzoo.zoo.text.SentencePieceTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Utf8Lines;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WordTokenizer;
import org.attentionzoo.zoo.training.AccumulatingUpdater;
import org.attentionzoo.zoo.training.Checkpoint;
import org.attentionzoo.zoo.training.CheckpointFolder;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.attentionzoo.zoo.training.ParallelFit;
import org.attentionzoo.zoo.training.ProgressListener;
import org.attentionzoo.zoo.training.Training;
import org.attentionzoo.zoo.training.TrainingData;
import org.attentionzoo.zoo.training.TrainingFolder;
import org.attentionzoo.zoo.training.TrainingStart;
import org.attentionzoo.zoo.training.Validation;
import org.attentionzoo.zoo.translation.SourceText;
import org.attentionzoo.zoo.translation.Translator;
import org.attentionzoo.zoo.untrusted.CheckedZip;
import org.attentionzoo.zoo.weights.CTranslate2Bytes;
import org.attentionzoo.zoo.weights.CTranslate2File;
import org.attentionzoo.zoo.weights.ForeignVocabulary;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.NumpyFile;
import org.attentionzoo.zoo.weights.SafetensorsFile;
import org.attentionzoo.zoo.weights.TorchFile;
import org.attentionzoo.zoo.weights.TorchWeights;
import org.attentionzoo.zoo.weights.Weight;
import org.attentionzoo.zoo.weights.WeightMap;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
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
import org.nd4j.shade.jackson.core.JsonParseException;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A right value of each type of the library's methods, new at each call, and as small as can be.
 */
final class GoodValues {

  /** No value of the type is known. */
  static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknown(Class<?> type, Throwable why) {
      super(type.getName() + (why == null ? "" : ": " + why), why);
    }
  }

  private static final Map<Class<?>, Callable<?>> VALUES = new HashMap<>();
  private static final List<String> TOKENS = List.of("a", "b", "c", "d");
  private static final Path FOLDER = folder();

  private static final LayerGraph GRAPH = defined().graph();
  private static final ComputationGraph NETWORK = network();

  private GoodValues() {}

  static {
    put(boolean.class, () -> true);
    put(int.class, () -> 2);
    put(long.class, () -> 2L);
    put(double.class, () -> 0.5);
    put(float.class, () -> 0.5f);
    put(Object.class, Object::new);
    put(Integer.class, () -> 2);
    put(Long.class, () -> 2L);
    put(Number.class, () -> 2L);
    put(Double.class, () -> 0.5);
    put(String.class, () -> "a");
    put(byte[].class, () -> new byte[] {1});
    put(Path.class, () -> Files.writeString(Files.createTempFile(FOLDER, "a", ".tsv"), "a\tb\n"));
    put(InputStream.class, () -> new ByteArrayInputStream(new byte[] {'a', '\n'}));
    put(Instant.class, () -> Instant.EPOCH);
    put(RandomGenerator.class, () -> new Random(1));
    put(LongPredicate.class, () -> (LongPredicate) line -> true);
    put(Consumer.class, () -> (Consumer<Object>) value -> {});
    put(Supplier.class, () -> (Supplier<Object>) () -> null);
    put(IntFunction.class, () -> (IntFunction<INDArray>) n -> Nd4j.ones(DataType.FLOAT, n, 4));
    put(Function.class, Function::identity);
    put(INDArray.class, () -> Nd4j.ones(DataType.FLOAT, 2, 3));
    put(DataType.class, () -> DataType.FLOAT);
    put(Class.class, () -> String.class);
    dl4j();
    layers();
    kernels();
    models();
    text();
    corpus();
    searches();
    weights();
    pretrained();
  }

  private static void weights() {
    put(CheckedZip.class, () -> CheckedZip.open(resource("arrays.npz"), 100));
    put(SafetensorsFile.class, () -> SafetensorsFile.open(resource("types.safetensors")));
    put(
        SentencePieceModel.class,
        () ->
            SentencePieceModel.of(
                Files.readAllBytes(
                    Path.of("src", "test", "resources", "marian", "tokenizer", "target.spm"))));
    put(
        SentencePieceTokenizer.class,
        () -> new SentencePieceTokenizer(of(SentencePieceModel.class)));
    put(NamedTensors.class, () -> SafetensorsFile.open(resource("types.safetensors")));
    put(TorchFile.class, () -> TorchFile.open(resource("types.pt")));
    put(NumpyFile.class, () -> NumpyFile.open(resource("arrays.npz")));
    put(
        CTranslate2File.class,
        () ->
            CTranslate2File.open(
                Files.write(
                    Files.createTempFile(FOLDER, "a", ".bin"),
                    CTranslate2Bytes.example(6).bytes())));
    put(Weight.class, () -> Weight.constant(1, 2));
    put(WeightMap.class, WeightMap::new);
    put(
        TorchWeights.class,
        () -> TorchWeights.of(of(NamedTensors.class), of(ComputationGraph.class)));
    put(
        ForeignVocabulary.class,
        () ->
            ForeignVocabulary.of(
                List.of("<unk>", "</s>", "a"),
                Optional.empty(),
                "<unk>",
                Optional.empty(),
                "</s>"));
    put(LongUnaryOperator.class, LongUnaryOperator::identity);
    put(JsonProcessingException.class, () -> new JsonParseException(null, "a"));
    put(Throwable.class, () -> new IOException("a"));
    put(
        MarkingTokenizer.class,
        () -> new MarkingTokenizer(new CharacterTokenizer(), List.of("a"), List.of("b")));
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(GoodValues.class.getResource("/weights/" + name).toURI());
  }

  private static <T> void put(Class<T> type, Callable<? extends T> value) {
    VALUES.put(type, value);
  }

  private static void dl4j() {
    put(IUpdater.class, () -> new Adam(0.01));
    put(Adam.class, () -> new Adam(0.01));
    put(ISchedule.class, () -> new NoamSchedule(8, 3, 1));
    put(InputType.class, () -> InputType.recurrent(4));
    put(ComputationGraph.class, () -> NETWORK);
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
    put(org.nd4j.linalg.dataset.api.MultiDataSet.class, GoodValues::batch);
    put(MultiDataSetIterator.class, () -> of(BatchIterator.class));
  }

  private static org.nd4j.linalg.dataset.MultiDataSet batch() {
    return SequenceBatch.of(List.of(of(SequencePair.class)));
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
    put(RecurrentDecoder.Builder.class, GoodValues::decoder);
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
    put(TokenScorer.class, () -> TokenScorer.of(NETWORK, "output"));
    put(RowReader.class, () -> (RowReader) (row, scores) -> {});
    put(MeanScores.class, () -> new MeanScores(1, 4));
    put(Planned.class, GoodValues::norm);
    put(Incremental.class, GoodValues::norm);
    put(LayerGraph.class, () -> GRAPH);
    put(DefinedGraph.class, GoodValues::defined);
    put(GraphNodes.class, () -> defined().nodes());
    put(DifferentialFunction.class, () -> new Mmul());
    put(SameDiff.class, SameDiff::create);
    put(Plan.class, GoodValues::plan);
    put(Frame.class, () -> new Frame(plan()));
    put(InferenceMemory.class, () -> new InferenceMemory(DataType.FLOAT));
    put(Binding.class, GoodValues::binding);
    put(SDVariable.class, () -> GRAPH.sd().constant(Nd4j.ones(DataType.FLOAT, 2, 2)));
    put(Scan.class, () -> Scan.over(GRAPH, "scan"));
    put(IncrementalPlan.class, () -> new IncrementalPlan("a", norm(), DataType.FLOAT));
    put(Stepper.class, () -> new Stepper(of(IncrementalPlan.class), Map.of()));
    put(
        TiedTokenOutputVertexRuntime.class,
        () -> (TiedTokenOutputVertexRuntime) tied().getVertex("output"));
    put(TokenOutputRuntime.class, () -> (TokenOutputRuntime) NETWORK.getLayer("output"));
    put(PlannedVertexRuntime.class, () -> (PlannedVertexRuntime) NETWORK.getVertex("decoder"));
    put(PlannedLayerRuntime.class, () -> (PlannedLayerRuntime) NETWORK.getLayer("encoder"));
    put(LinearDecaySchedule.class, () -> new LinearDecaySchedule(0.1, 2, 4));
    put(CosineDecaySchedule.class, () -> new CosineDecaySchedule(0.1, 2, 4));
    put(BahdanauOrder.class, () -> BahdanauOrder.concat(of(Alignment.class)));
    put(LuongOrder.class, () -> new LuongOrder(of(Alignment.class), true, 4));
    put(FastAdam.class, () -> new FastAdam(0.1));
    put(DirectUpdater.class, () -> AccumulatingUpdater.install(NETWORK, 2, 0));
  }

  /** It ends each sentence at once. */
  private static ComputationGraph network() {
    ComputationGraph network = recurrent().build().init();
    network.getParam("output_b").putScalar(Vocabulary.EOS, 100);
    return network;
  }

  private static ComputationGraph tied() {
    return of(TransformerModelBuilder.class).tying(Tying.ALL).build().init();
  }

  private static LayerNorm norm() {
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
    put(
        CodecLearner.Counter.class,
        () -> tokenizers -> new TokenCounts(Map.of("a", 1L), Map.of("a", 1L)));
  }

  private static AttentionSeq2SeqBuilder recurrent() {
    return AttentionSeq2Seq.bahdanau()
        .vocabularySize(8)
        .embeddingSize(4)
        .units(4)
        .maxoutSize(4)
        .score(new Dot())
        .bidirectional(false);
  }

  private static void models() {
    put(AttentionSeq2SeqBuilder.class, GoodValues::recurrent);
    put(
        Seq2SeqBuilder.class,
        () -> Seq2Seq.builder().vocabularySize(8).embeddingSize(4).units(4).layers(1));
    put(
        TransformerModelBuilder.class,
        () ->
            Transformer.builder()
                .vocabularySize(8)
                .modelSize(4)
                .heads(2)
                .feedForwardSize(8)
                .layers(1));
    put(AttentionSeq2Seq.class, () -> recurrent().build());
    put(Seq2Seq.class, () -> of(Seq2SeqBuilder.class).build());
    put(Transformer.class, () -> of(TransformerModelBuilder.class).build());
    put(Initialization.class, Initialization::standard);
    put(ModelCard.class, () -> ModelCard.builder("a").build());
    put(ModelCard.Builder.class, () -> ModelCard.builder("a"));
    put(ModelZip.class, GoodValues::zip);
    put(Checkpoint.class, () -> Checkpoint.of(zip(), "state"));
    put(CheckpointFolder.class, () -> new CheckpointFolder(FOLDER, 2));
    put(UpdaterKind.class, AccumulatingUpdater.Kind::new);
    put(TrainingFolder.class, () -> TrainingFolder.open(Files.createTempDirectory(FOLDER, "a")));
    put(TrainingStart.class, () -> TrainingStart.of(newZip()));
    put(TrainingData.Builder.class, GoodValues::trainingData);
    put(TrainingData.class, () -> trainingData().read(of(TrainingFolder.class)));
    put(Training.Builder.class, GoodValues::training);
    put(Validation.class, Validation::standard);
    put(HistoryEntry.class, () -> new HistoryEntry(1, 1, 1, 1, 1.0, 1.0, 1.0, 1.0, 1, 1));
    put(ProgressListener.class, () -> new ProgressListener() {});
    put(FineTuningBuilder.class, () -> FineTuning.from(newZip()));
    put(FineTuning.class, () -> FineTuning.from(newZip()).build());
    put(FineTuningReport.class, () -> of(FineTuning.class).report());
    put(FineTuningReport.Tokens.class, () -> of(FineTuning.class).report().source());
    put(FineTuningReport.Part.class, () -> of(FineTuning.class).report().parts().get(0));
    put(VocabularyChange.class, () -> VocabularyChange.grow(List.of("new")));
    put(Freezable.class, GoodValues::norm);
    put(Duration.class, () -> Duration.ofSeconds(1));
    put(AccumulatingUpdater.class, () -> AccumulatingUpdater.install(NETWORK, 2, 0));
    put(ParallelFit.class, GoodValues::parallelFit);
  }

  private static ParallelFit parallelFit() {
    ComputationGraph network = recurrent().build().init();
    AccumulatingUpdater.install(network, 2, 0);
    return new ParallelFit(network, 2);
  }

  /** One that was never fitted. */
  private static ModelZip newZip() {
    TextCodec codec = of(TextCodec.class);
    return new ModelZip(recurrent().build().init(), codec, codec, of(ModelCard.class));
  }

  private static TrainingData.Builder trainingData() throws IOException {
    TextCodec codec = of(TextCodec.class);
    return TrainingData.builder(of(TextSplit.class), codec, codec);
  }

  private static Training.Builder training() {
    return Training.builder(
        of(TrainingStart.class), of(TrainingData.class), of(TrainingFolder.class));
  }

  private static ModelZipReader zipReader() throws IOException {
    Path file = of(Path.class);
    zip().save(file);
    return new ModelZipReader(file, TrustedClasses.standard());
  }

  private static ModelZip zip() {
    Vocabulary words = Vocabulary.of(TOKENS);
    return new ModelZip(
        NETWORK, words, words, of(ModelCard.class), Optional.of(of(Tokenizers.class)));
  }

  private static void text() {
    put(Vocabulary.class, () -> Vocabulary.of(TOKENS));
    put(Tokenizer.class, WordTokenizer::new);
    put(Merge.class, () -> new Merge("a", "b</w>"));
    put(BpeMerges.class, () -> new BpeMerges(List.of(new Merge("a", "b</w>"))));
    put(BpeDropout.class, () -> new BpeDropout(of(BpeMerges.class), of(Vocabulary.class), 0.1));
    put(BpeTokenizer.class, () -> new BpeTokenizer(new WordTokenizer(), of(BpeMerges.class)));
    put(CharacterTokenizer.class, CharacterTokenizer::new);
    put(
        FallbackTokenizer.class,
        () -> new FallbackTokenizer(new WordTokenizer(), FallbackTokenizer.Unit.BYTES, TOKENS));
    put(
        NormalizingTokenizer.class,
        () -> new NormalizingTokenizer(new WordTokenizer(), UnicodeForm.NFC, true));
    put(Tokenizers.class, () -> new Tokenizers(new WordTokenizer(), new WordTokenizer()));
    put(TextCodecs.class, () -> new TextCodecs(of(TextCodec.class), of(TextCodec.class)));
    put(TextCodec.class, () -> new TextCodec(new WordTokenizer(), Vocabulary.of(TOKENS)));
    put(SequencePair.class, () -> new SequencePair(new int[] {4}, new int[] {5, 6}));
    put(
        BatchIterator.Builder.class,
        () -> BatchIterator.builder(List.of(of(SequencePair.class))).batchSize(1));
    put(
        BatchIterator.class,
        () -> BatchIterator.builder(List.of(of(SequencePair.class))).batchSize(1).build());
    put(SequenceBatch.Padded.class, () -> SequenceBatch.source(List.<int[]>of(new int[] {4, 5})));
    put(Utf8Lines.class, () -> new Utf8Lines(of(InputStream.class), "a"));
    put(Translator.class, () -> Translator.of(zip()));
    put(SourceText.class, () -> of(Translator.class).read(1, "a"));
    put(Runnable.class, () -> (Runnable) () -> {});
    put(Stream.class, () -> Stream.of("a", "b"));
    put(TextMetric.class, Bleu::standard);
    put(Bleu.class, Bleu::standard);
    put(ChrF.class, ChrF::standard);
    put(Ter.class, Ter::standard);
    put(Smoothing.class, Smoothing::exp);
    put(LengthBuckets.class, () -> LengthBuckets.upTo(2, 4));
  }

  private static void corpus() {
    put(ParallelText.class, () -> ParallelText.tsv(of(Path.class), 1, 2));
    put(TextSplit.class, () -> TextSplit.of(of(ParallelText.class), of(ParallelText.class)));
    put(SentencePairs.class, () -> of(ParallelText.class).open());
    put(CodecLearner.class, () -> CodecLearner.standard().merges(2));
    put(PairFilter.class, () -> PairFilter.DEFAULT);
    put(PairCounts.class, () -> new PairCounts(1, 1, 0, 0, 0));
    put(PairVariation.class, () -> PairVariation.NONE);
    put(BatchSize.class, () -> BatchSize.sentences(1));
    put(
        PairEncoder.class,
        () -> new PairEncoder(PairFilter.DEFAULT, of(TextCodec.class), of(TextCodec.class)));
    put(EncodedCorpus.class, GoodValues::encoded);
    put(PairSource.class, GoodValues::encoded);
  }

  private static EncodedCorpus encoded() throws IOException {
    Path file = Files.createTempFile(FOLDER, "corpus", ".bin");
    Files.delete(file);
    TextCodec codec = of(TextCodec.class);
    return EncodedCorpus.encode(of(ParallelText.class), codec, codec, PairFilter.DEFAULT, file);
  }

  private static void searches() {
    put(OutputStream.class, ByteArrayOutputStream::new);
    put(DataInputStream.class, () -> new DataInputStream(new ByteArrayInputStream(new byte[8])));
    put(Content.class, () -> (Content) out -> out.write(1));
    put(WholeFile.class, () -> new WholeFile(of(Path.class)));
    put(LockedFolder.class, () -> LockedFolder.open(Files.createTempDirectory(FOLDER, "a")));
    put(WholeFile.Check.class, () -> (WholeFile.Check) written -> {});
    put(NamedOutput.class, () -> new NamedOutput(of(Path.class), new ByteArrayOutputStream()));
    put(TrustedClasses.class, TrustedClasses::standard);
    put(ModelZipReader.class, GoodValues::zipReader);
    put(ModelZipReader.Content.class, () -> (ModelZipReader.Content<Object>) (in, size) -> size);
    put(BaseLayer.class, () -> new DenseLayer.Builder().build());
    put(GreedyDecoding.class, () -> Decoding.greedy().maxLength(2));
    put(Decoding.class, () -> Decoding.greedy().maxLength(2));
    put(BeamDecoding.class, () -> Decoding.beam(2).maxLength(2));
    put(SamplingDecoding.class, () -> Decoding.sample().maxLength(2));
    put(StepScorer.class, () -> new GraphScorer(NETWORK));
    put(GraphScorer.class, () -> new GraphScorer(NETWORK));
    put(EnsembleScorer.class, () -> new EnsembleScorer(List.of(new GraphScorer(NETWORK))));
    put(Generator.class, GoodValues::generator);
    put(BorrowedNetwork.class, () -> new BorrowedNetwork(NETWORK, List.of("encoder")));
    put(DecoderState.class, () -> new GraphScorer(NETWORK).begin(new int[][] {{4}}, true));
  }

  private static void pretrained() {
    put(URI.class, () -> of(Path.class).toUri());
    put(Throwable.class, () -> new IOException("a"));
    put(Download.Progress.class, () -> (Download.Progress) (bytes, total) -> {});
    put(Download.class, () -> new Download((bytes, total) -> {}));
    put(PretrainedModel.ZipFile.class, () -> new ZipFile("a.zip", 1, "0".repeat(64)));
    put(
        PretrainedModel.class,
        () ->
            new PretrainedModel(
                "a",
                "a",
                List.of("en"),
                "a",
                1,
                of(PretrainedModel.Training.class),
                of(PretrainedModel.Result.class),
                of(ZipFile.class)));
    put(
        PretrainedModels.class,
        () -> PretrainedModels.standard().home(FOLDER.resolve("home")).offline(true));
    put(RegistryFolder.class, () -> new RegistryFolder(Files.createTempDirectory(FOLDER, "a")));
  }

  static Generator generator() {
    return new Generator(new GraphScorer(NETWORK), Vocabulary.BOS, Vocabulary.EOS);
  }

  @SuppressWarnings("unchecked") // primitive types have wrapped values
  static <T> T of(Class<T> type) {
    return (T) of((Type) type);
  }

  static Object of(Type type) {
    Class<?> raw = BadValues.raw(type);
    try {
      if (VALUES.containsKey(raw)) {
        return VALUES.get(raw).call();
      } else if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
        return List.of(of(BadValues.argument(type, 0)));
      } else if (raw == Map.class) {
        return Map.of(of(BadValues.argument(type, 0)), of(BadValues.argument(type, 1)));
      } else if (raw == Optional.class) {
        return Optional.of(of(BadValues.argument(type, 0)));
      } else if (raw.isEnum()) {
        return raw.getEnumConstants()[0];
      } else if (raw.isArray()) {
        Object array = Array.newInstance(raw.getComponentType(), 2);
        Array.set(array, 0, of(raw.getComponentType()));
        Array.set(array, 1, of(raw.getComponentType()));
        return array;
      } else if (raw.isRecord()) {
        return record(raw);
      }
      return built(raw);
    } catch (Unknown e) {
      throw e;
    } catch (Exception e) {
      throw new Unknown(raw, e instanceof InvocationTargetException ? e.getCause() : e);
    }
  }

  private static Object record(Class<?> type) throws ReflectiveOperationException {
    RecordComponent[] parts = type.getRecordComponents();
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Object[] values = Arrays.stream(parts).map(p -> of(p.getGenericType())).toArray();
    return type.getDeclaredConstructor(types).newInstance(values);
  }

  /** Of a builder in the class, or of a constructor that takes nothing. */
  private static Object built(Class<?> type) throws ReflectiveOperationException {
    for (Class<?> inner : type.getClasses()) {
      if (inner.getSimpleName().equals("Builder") && VALUES.containsKey(inner)) {
        Object builder = of(inner);
        return inner.getMethod("build").invoke(builder);
      }
    }
    for (Constructor<?> constructor : type.getConstructors()) {
      if (constructor.getParameterCount() == 0 && !Modifier.isAbstract(type.getModifiers())) {
        return constructor.newInstance();
      }
    }
    throw new Unknown(type, null);
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("hostile-api");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
