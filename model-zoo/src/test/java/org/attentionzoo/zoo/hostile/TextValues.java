package org.attentionzoo.zoo.hostile;

import static org.attentionzoo.zoo.hostile.GoodValues.FOLDER;
import static org.attentionzoo.zoo.hostile.GoodValues.TOKENS;
import static org.attentionzoo.zoo.hostile.GoodValues.of;
import static org.attentionzoo.zoo.hostile.GoodValues.put;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
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
import org.attentionzoo.zoo.metrics.Bleu;
import org.attentionzoo.zoo.metrics.ChrF;
import org.attentionzoo.zoo.metrics.LengthBuckets;
import org.attentionzoo.zoo.metrics.Smoothing;
import org.attentionzoo.zoo.metrics.Ter;
import org.attentionzoo.zoo.metrics.TextMetric;
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
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.shade.jackson.core.JsonParseException;
import org.nd4j.shade.jackson.core.JsonProcessingException;

/** Values of texts, corpora and the files of other programs. */
final class TextValues {

  private TextValues() {}

  /** Makes them known. */
  static void putAll() {
    text();
    corpus();
    weights();
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
    put(Translator.class, () -> Translator.of(ModelValues.zip()));
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
    put(EncodedCorpus.class, TextValues::encoded);
    put(PairSource.class, TextValues::encoded);
    put(
        CodecLearner.Counter.class,
        () -> tokenizers -> new TokenCounts(Map.of("a", 1L), Map.of("a", 1L)));
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

  private static EncodedCorpus encoded() throws IOException {
    Path file = Files.createTempFile(FOLDER, "corpus", ".bin");
    Files.delete(file);
    TextCodec codec = of(TextCodec.class);
    return EncodedCorpus.encode(of(ParallelText.class), codec, codec, PairFilter.DEFAULT, file);
  }

  static org.nd4j.linalg.dataset.MultiDataSet batch() {
    return SequenceBatch.of(List.of(of(SequencePair.class)));
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(TextValues.class.getResource("/weights/" + name).toURI());
  }
}
