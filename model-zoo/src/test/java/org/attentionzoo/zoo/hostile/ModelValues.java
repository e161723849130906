package org.attentionzoo.zoo.hostile;

import static org.attentionzoo.zoo.hostile.GoodValues.FOLDER;
import static org.attentionzoo.zoo.hostile.GoodValues.TOKENS;
import static org.attentionzoo.zoo.hostile.GoodValues.of;
import static org.attentionzoo.zoo.hostile.GoodValues.put;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.attentionzoo.layers.attention.Dot;
import org.attentionzoo.layers.runtime.Freezable;
import org.attentionzoo.layers.updater.UpdaterKind;
import org.attentionzoo.zoo.corpus.TextSplit;
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
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.AttentionSeq2SeqBuilder;
import org.attentionzoo.zoo.model.Initialization;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.Seq2SeqBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.network.BorrowedNetwork;
import org.attentionzoo.zoo.pretrained.PretrainedModel;
import org.attentionzoo.zoo.pretrained.PretrainedModel.ZipFile;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import org.attentionzoo.zoo.pretrained.RegistryFolder;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
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
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Values of models, trainings, searches and zips. */
final class ModelValues {

  static final ComputationGraph NETWORK = network();

  private ModelValues() {}

  /** Makes them known. */
  static void putAll() {
    models();
    searches();
    pretrained();
  }

  private static void models() {
    put(AttentionSeq2SeqBuilder.class, ModelValues::recurrent);
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
    put(ModelZip.class, ModelValues::zip);
    put(Checkpoint.class, () -> Checkpoint.of(zip(), "state"));
    put(CheckpointFolder.class, () -> new CheckpointFolder(FOLDER, 2));
    put(UpdaterKind.class, AccumulatingUpdater.Kind::new);
    put(TrainingFolder.class, () -> TrainingFolder.open(Files.createTempDirectory(FOLDER, "a")));
    put(TrainingStart.class, () -> TrainingStart.of(newZip()));
    put(TrainingData.Builder.class, ModelValues::trainingData);
    put(TrainingData.class, () -> trainingData().read(of(TrainingFolder.class)));
    put(Training.Builder.class, ModelValues::training);
    put(Validation.class, Validation::standard);
    put(HistoryEntry.class, () -> new HistoryEntry(1, 1, 1, 1, 1.0, 1.0, 1.0, 1.0, 1, 1));
    put(ProgressListener.class, () -> new ProgressListener() {});
    put(FineTuningBuilder.class, () -> FineTuning.from(newZip()));
    put(FineTuning.class, () -> FineTuning.from(newZip()).build());
    put(FineTuningReport.class, () -> of(FineTuning.class).report());
    put(FineTuningReport.Tokens.class, () -> of(FineTuning.class).report().source());
    put(FineTuningReport.Part.class, () -> of(FineTuning.class).report().parts().get(0));
    put(VocabularyChange.class, () -> VocabularyChange.grow(List.of("new")));
    put(Freezable.class, LayerValues::norm);
    put(Duration.class, () -> Duration.ofSeconds(1));
    put(AccumulatingUpdater.class, () -> AccumulatingUpdater.install(NETWORK, 2, 0));
    put(ParallelFit.class, ModelValues::parallelFit);
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
    put(ModelZipReader.class, ModelValues::zipReader);
    put(ModelZipReader.Content.class, () -> (ModelZipReader.Content<Object>) (in, size) -> size);
    put(BaseLayer.class, () -> new DenseLayer.Builder().build());
    put(GreedyDecoding.class, () -> Decoding.greedy().maxLength(2));
    put(Decoding.class, () -> Decoding.greedy().maxLength(2));
    put(BeamDecoding.class, () -> Decoding.beam(2).maxLength(2));
    put(SamplingDecoding.class, () -> Decoding.sample().maxLength(2));
    put(StepScorer.class, () -> new GraphScorer(NETWORK));
    put(GraphScorer.class, () -> new GraphScorer(NETWORK));
    put(EnsembleScorer.class, () -> new EnsembleScorer(List.of(new GraphScorer(NETWORK))));
    put(Generator.class, ModelValues::generator);
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

  /** It ends each sentence at once. */
  private static ComputationGraph network() {
    ComputationGraph network = recurrent().build().init();
    network.getParam("output_b").putScalar(Vocabulary.EOS, 100);
    return network;
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

  static ModelZip zip() {
    Vocabulary words = Vocabulary.of(TOKENS);
    return new ModelZip(
        NETWORK, words, words, of(ModelCard.class), Optional.of(of(Tokenizers.class)));
  }

  private static ModelZipReader zipReader() throws IOException {
    Path file = of(Path.class);
    zip().save(file);
    return new ModelZipReader(file, TrustedClasses.standard());
  }

  static Generator generator() {
    return new Generator(new GraphScorer(NETWORK), Vocabulary.BOS, Vocabulary.EOS);
  }
}
