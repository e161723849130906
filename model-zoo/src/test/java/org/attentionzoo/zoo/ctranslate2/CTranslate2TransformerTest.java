package org.attentionzoo.zoo.ctranslate2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.attentionzoo.layers.embedding.SinusoidLayout;
import org.attentionzoo.layers.transformer.FeedForwardActivation;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.zoo.SharedData;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.TransformerModelBuilder;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.translation.Translator;
import org.attentionzoo.zoo.weights.CTranslate2Bytes;
import org.attentionzoo.zoo.weights.CTranslate2Bytes.Type;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.WeightsException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Forms of Transformers beyond that of the real model, as CTranslate2 writes them. */
class CTranslate2TransformerTest {

  private static final List<String> TOKENS =
      List.of("<pad>", "<unk>", "<s>", "</s>", "a", "b", "c");

  @TempDir Path folder;

  @BeforeEach
  void writeVocabularies() throws IOException {
    Files.writeString(folder.resolve("shared_vocabulary.txt"), String.join("\n", TOKENS) + "\n");
  }

  private static TransformerModelBuilder builder() {
    return Transformer.builder()
        .vocabularySize(TOKENS.size())
        .modelSize(8)
        .heads(2)
        .feedForwardSize(12)
        .encoderLayers(1)
        .decoderLayers(2)
        .seed(3);
  }

  /** A network none of whose parameters is 0 or 1. */
  private static ComputationGraph random(TransformerModelBuilder builder) {
    ComputationGraph network = builder.build().init();
    Nd4j.getRandom().setSeed(5);
    network.params().addi(Nd4j.randn(network.params().shape()).muli(0.1));
    return network;
  }

  private void configuration(String json) throws IOException {
    Files.writeString(folder.resolve("config.json"), json);
  }

  private ImportedModel load(CTranslate2Bytes bytes) throws IOException {
    Files.write(folder.resolve("model.bin"), bytes.bytes());
    return CTranslate2Folder.load(folder);
  }

  private static INDArray output(ComputationGraph network) {
    return network.outputSingle(
        Nd4j.createFromArray(new int[][] {{4, 5, 6, 1, 4}, {6, 6, 5, 4, 3}}),
        Nd4j.createFromArray(new int[][] {{2, 5, 4}, {2, 6, 5}}));
  }

  private void assertComputesTheSame(ComputationGraph network, CTranslate2Bytes bytes)
      throws IOException {
    ImportedModel imported = load(bytes);
    assertThat(imported.report().unexplained()).isEmpty();
    assertThat(imported.model().source().tokens()).isEqualTo(TOKENS);
    INDArray difference = Transforms.abs(output(network).sub(output(imported.model().network())));
    assertThat(difference.maxNumber().doubleValue()).isCloseTo(0, within(1e-6));
  }

  private static CTranslate2Bytes spec(int heads) {
    return new CTranslate2Bytes(6, "TransformerSpec", 7)
        .put("encoder/num_heads", Type.INT16, new long[0], new byte[] {(byte) heads, 0})
        .put("decoder/num_heads", Type.INT16, new long[0], new byte[] {(byte) heads, 0})
        .int8("encoder/alibi", 0)
        .int8("decoder/alignment_layer", -1);
  }

  private static CTranslate2Bytes options(CTranslate2Bytes bytes, Consumer<String> perStack) {
    List.of("encoder/", "decoder/").forEach(perStack);
    return bytes;
  }

  @Test
  void sinusoidsOfOpenNmtAndReluBeforeNorms() throws IOException {
    ComputationGraph network =
        random(
            builder()
                .normPosition(NormPosition.PRE)
                .sinusoidalPositions(SinusoidLayout.TENSOR2TENSOR, 1));
    assertComputesTheSame(network, new CTranslate2Writer(network, spec(2), Type.FLOAT32).write());
  }

  @Test
  void marianInItsPositionsActivationAndTables() throws IOException {
    ComputationGraph network =
        random(
            builder()
                .normPosition(NormPosition.POST)
                .activation(FeedForwardActivation.SWISH)
                .learnedPositions(9)
                .tying(Tying.ALL)
                .options(o -> o.epsilon(1e-3)));
    CTranslate2Bytes bytes = spec(2);
    options(
        bytes,
        stack ->
            bytes
                .int8(stack + "pre_norm", 0)
                .int8(stack + "activation", 2)
                .int8(stack + "scale_embeddings", 1));
    configuration("{\"layer_norm_epsilon\": 0.001}");
    assertComputesTheSame(network, new CTranslate2Writer(network, bytes, Type.FLOAT32).write());
  }

  @Test
  void normsOfEmbeddingsWithoutScaleAndTheOutputsTable() throws IOException {
    ComputationGraph network =
        random(
            builder()
                .normPosition(NormPosition.POST)
                .activation(FeedForwardActivation.GELU)
                .embeddingNorm(true)
                .scaledEmbeddings(false)
                .tying(Tying.TARGET_AND_OUTPUT)
                .sinusoidalPositions(SinusoidLayout.TENSOR2TENSOR, 1));
    CTranslate2Bytes bytes = new CTranslate2Bytes(4, "TransformerSpec", 4).int8("num_heads", 2);
    bytes.int8("pre_norm", 0).int8("activation", 3); // one for both before revision 5
    options(bytes, stack -> bytes.floats(stack + "scale_embeddings", new long[0], 1));
    assertComputesTheSame(network, new CTranslate2Writer(network, bytes, Type.FLOAT32).write());
  }

  @Test
  void linearLayersWithoutBiases() throws IOException {
    ComputationGraph network =
        random(
            builder()
                .normPosition(NormPosition.PRE)
                .sinusoidalPositions(SinusoidLayout.TENSOR2TENSOR, 1));
    network
        .paramTable()
        .forEach(
            (name, array) -> {
              if (name.matches(".*_(ffb.|selfb.|crossb.|b)")) {
                array.assign(0);
              }
            });
    assertComputesTheSame(
        network, new CTranslate2Writer(network, spec(2), Type.FLOAT32).withoutBiases().write());
  }

  @ParameterizedTest
  @EnumSource(
      value = Type.class,
      names = {"INT16", "INT8"})
  void theRealModelWritesItsWordsWithIntegersToo(Type type) throws IOException {
    Path real = SharedData.require("aren-transliteration");
    for (String name : List.of("source_vocabulary.txt", "target_vocabulary.txt")) {
      Files.copy(real.resolve(name), folder.resolve(name));
    }
    Files.delete(folder.resolve("shared_vocabulary.txt"));
    ComputationGraph network = CTranslate2Folder.load(real).model().network();
    // our rows lie otherwise, so the vocabularies are ours, too
    ModelZip before = CTranslate2Folder.load(real).model();
    Files.writeString(
        folder.resolve("source_vocabulary.txt"), String.join("\n", before.source().tokens()));
    Files.writeString(
        folder.resolve("target_vocabulary.txt"), String.join("\n", before.target().tokens()));
    CTranslate2Bytes bytes = new CTranslate2Bytes(6, "TransformerBase", 2);
    ModelZip model = load(new CTranslate2Writer(network, bytes, type).write()).model();
    try (Translator translator = Translator.of(model)) {
      assertThat(translator.translate(List.of("آ ت ز م و ن", "آ ز ا")))
          .containsExactly("a t z m o n", "a z z a");
    }
    INDArray exact = network.getParam("encoder0_ffW1");
    INDArray rounded = model.network().getParam("encoder0_ffW1");
    double most = exact.amaxNumber().doubleValue();
    assertThat(rounded).isNotEqualTo(exact);
    assertThat(rounded.sub(exact).amaxNumber().doubleValue())
        .isLessThanOrEqualTo(most / (type == Type.INT8 ? 253 : 2047));
  }

  @Test
  void aSourceWithAnEndAndADecoderThatBeginsWithZeros() throws IOException {
    ComputationGraph network =
        random(builder().normPosition(NormPosition.PRE).learnedPositions(9).tying(Tying.ALL));
    CTranslate2Bytes bytes = spec(2).int8("decoder/start_from_zero_embedding", 1);
    configuration("{\"add_source_eos\": true, \"decoder_start_token\": \"<pad>\"}");
    ModelZip model = load(new CTranslate2Writer(network, bytes, Type.FLOAT32).write()).model();
    assertThat(model.source().tokens())
        .containsExactly("<pad>", "<unk>", "<s>", "</s>", "⟨<s>⟩", "a", "b", "c", "⟨</s>⟩");
    assertThat(model.sourceCodec().encode("a c")).containsExactly(5, 7, 8);
    INDArray table = model.network().getParam("table_W");
    INDArray theirs = network.getParam("table_W");
    assertThat(table.getRow(2).amaxNumber().doubleValue()).isZero(); // the begin
    assertThat(table.getRow(4)).isEqualTo(theirs.getRow(2));
    assertThat(table.getRow(8)).isEqualTo(theirs.getRow(3));
    INDArray probabilities =
        model
            .network()
            .outputSingle(
                Nd4j.createFromArray(new int[][] {{5, 7, 8}}),
                Nd4j.createFromArray(new int[][] {{2, 5}}));
    assertThat(probabilities.getDouble(0, 2, 1)).isLessThan(1e-20); // added, never written
    assertThat(probabilities.getDouble(0, 8, 1)).isLessThan(1e-20);
    assertThat(probabilities.getDouble(0, 3, 1)).isGreaterThan(1e-6);
  }

  private void assertRefused(CTranslate2Bytes bytes, String problem) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> load(bytes))
        .withMessageStartingWith(folder.toString())
        .withMessageContaining(problem);
  }

  @Test
  void whatNoTransformerOfOursComputesIsRefused() throws IOException {
    ComputationGraph network = random(builder().normPosition(NormPosition.PRE).learnedPositions(9));
    assertRefused(
        new CTranslate2Bytes(6, "WhisperSpec", 3).int8("a", 1), "is of kind WhisperSpec, not one");
    CTranslate2Bytes alibi = spec(2).int8("decoder/alibi", 1);
    assertRefused(
        new CTranslate2Writer(network, alibi, Type.FLOAT32).write(),
        "no Transformer of ours has a place for: [decoder/alibi []]");
    CTranslate2Bytes gated =
        spec(2)
            .floats("encoder/layer_0/ffn/linear_0_noact/weight", new long[] {12, 8}, new float[96]);
    assertRefused(
        new CTranslate2Writer(network, gated, Type.FLOAT32).write(), "linear_0_noact/weight");
    assertRefused(
        new CTranslate2Writer(network, spec(3), Type.FLOAT32).write(),
        "model size 8 is not divisible by 3 heads");
    assertRefused(
        new CTranslate2Writer(network, spec(2).int8("decoder/activation", 9), Type.FLOAT32).write(),
        "has activation 9");
    CTranslate2Bytes scaled = spec(2).floats("encoder/scale_embeddings", new long[0], 7);
    assertRefused(
        new CTranslate2Writer(network, scaled, Type.FLOAT32).write(),
        "multiplies embeddings by 7.0");
    assertRefused(
        new CTranslate2Writer(network, spec(2), Type.FLOAT32)
            .write()
            .floats("encoder/layer_1/ffn/linear_0/weight", new long[] {12, 8}, new float[96]),
        "has no matrix \"encoder/layer_1/self_attention/linear_0/weight\"");
  }

  @Test
  void vocabulariesHaveToFit() throws IOException {
    ComputationGraph network = random(builder().normPosition(NormPosition.PRE).learnedPositions(9));
    CTranslate2Bytes bytes = new CTranslate2Writer(network, spec(2), Type.FLOAT32).write();
    Path vocabulary = folder.resolve("shared_vocabulary.txt");
    Files.writeString(vocabulary, "<pad>\n<unk>\n<s>\n</s>\na\n");
    assertRefused(bytes, "it has 5 tokens with <unk>, but encoder/embeddings/weight has 7 rows");
    Files.writeString(vocabulary, "<pad>\n<unk>\n<s>\n</s>\na\na\nb\n");
    assertRefused(bytes, "occurs twice");
    Files.write(vocabulary, new byte[] {'a', (byte) 0xff});
    assertRefused(bytes, "is not UTF-8");
    Files.delete(vocabulary);
    assertRefused(bytes, "has neither source_vocabulary.txt nor shared_vocabulary.txt");
    Files.writeString(
        folder.resolve("shared_vocabulary.json"),
        "[\"<pad>\", \"<unk>\", \"<s>\", \"</s>\", \"a\", \"b\", \"c\"]");
    assertThat(load(bytes).model().target().tokens()).isEqualTo(TOKENS);
    configuration("{\"eos_token\": \"[EOS]\"}");
    assertRefused(bytes, "the vocabulary lacks \"[EOS]\", its token for end");
    configuration("{\"eos_token\": ");
    assertRefused(bytes, "config.json: it is not JSON");
  }
}
