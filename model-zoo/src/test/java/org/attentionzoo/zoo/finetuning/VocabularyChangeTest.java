package org.attentionzoo.zoo.finetuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.attentionzoo.layers.output.TokenScorer;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.BpeTokenizer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.Merge;
import org.attentionzoo.zoo.text.NormalizingTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.UnicodeForm;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

class VocabularyChangeTest {

  private static final Vocabulary OLD = TunedModels.VOCABULARY;
  private static final int V = OLD.size();

  /** abba is spelled a@@ b@@ b@@ a; of cc the old vocabulary knows nothing. */
  private static final VocabularyChange GROW = VocabularyChange.grow(List.of("abba", "ab", "cc"));

  @TempDir Path folder;

  /** The tables of a network with a row for each token: [V, d] or [V, 1]. */
  private static Map<String, INDArray> tables(ComputationGraph network, boolean source) {
    Map<String, INDArray> tables = new TreeMap<>();
    network
        .paramTable()
        .forEach(
            (key, p) -> {
              if (key.equals("output_b")) {
                tables.put(key, p.reshape(p.length(), 1).dup());
              } else if (key.equals("output_W")) {
                tables.put(key, p.transpose().dup());
              } else if (key.equals("table_W") || key.endsWith("mbedding_W")) {
                tables.put(key, p.dup());
              }
            });
    tables.keySet().removeIf(key -> key.startsWith(source ? "never" : "sourceEmbedding"));
    return tables;
  }

  private static INDArray rows(INDArray table, int from, int to) {
    return table.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).dup();
  }

  @ParameterizedTest
  @EnumSource
  void grownTablesKeepTheirRowsAndTheNewOnesAreMeansOfPieces(TunedModels kind) throws IOException {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      ModelZip trained = kind.trained(type);
      FineTuning tuned = FineTuning.from(trained).both(GROW).seed(3).build();
      Path file = folder.resolve("grown.zip");
      tuned.model().save(file);
      ModelZip grown = ModelZip.load(file);
      assertThat(grown.source().tokens().subList(0, V)).isEqualTo(OLD.tokens());
      assertThat(grown.source().tokens().subList(V, V + 2)).containsExactly("abba", "cc");
      assertThat(grown.source()).isEqualTo(grown.target());
      Map<String, INDArray> before = tables(trained.network(), true);
      Map<String, INDArray> now = tables(grown.network(), true);
      assertThat(now).hasSameSizeAs(before);
      now.forEach(
          (key, table) -> {
            INDArray old = before.get(key);
            assertThat(rows(table, 0, V)).as(key).isEqualTo(old);
            int a = OLD.id("a@@");
            int b = OLD.id("b@@");
            INDArray mean =
                rows(old, a, a + 1)
                    .addi(rows(old, b, b + 1))
                    .addi(rows(old, b, b + 1))
                    .addi(rows(old, OLD.id("a"), OLD.id("a") + 1))
                    .divi(4);
            assertThat(rows(table, V, V + 1).subi(mean).amaxNumber().doubleValue())
                .as(key)
                .isCloseTo(0, within(1e-6));
            INDArray fresh = rows(table, V + 1, V + 2);
            assertThat(fresh.amaxNumber().doubleValue() == 0)
                .as(key)
                .isEqualTo(key.equals("output_b"));
          });
      FineTuning other = FineTuning.from(trained).both(GROW).seed(4).build();
      tables(other.model().network(), true)
          .forEach(
              (key, table) ->
                  assertThat(table.equals(now.get(key))).as(key).isEqualTo(key.equals("output_b")));
      assertThat(tuned.report().source()).isEqualTo(new FineTuningReport.Tokens(V, V + 2, V, 1, 1));
      for (String part : TunedModels.parts(trained.network())) {
        if (!now.keySet().stream().anyMatch(key -> key.startsWith(part + "_"))) {
          assertThat(grown.network().getVertex(part).params())
              .as(part)
              .isEqualTo(trained.network().getVertex(part).params());
        }
      }
    }
  }

  /** Before softmax, of old tokens in old inputs. */
  @ParameterizedTest
  @EnumSource
  void theLogitsOfOldTokensStayBitForBit(TunedModels kind) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      ModelZip trained = kind.trained(type);
      ModelZip grown = FineTuning.from(trained).both(GROW).build().model();
      for (int length = 1; length < 6; length++) {
        INDArray old = logits(trained.network(), length);
        INDArray now = logits(grown.network(), length);
        assertThat(now.get(NDArrayIndex.all(), NDArrayIndex.interval(0, V)).dup())
            .as("%s, length %d", type, length)
            .isEqualTo(old);
      }
    }
  }

  /** The hidden states times the table, as the output layer has them. */
  private static INDArray logits(ComputationGraph network, int length) {
    MultiDataSet data = TunedModels.batch(length, V);
    network.setLayerMaskArrays(data.getFeaturesMaskArrays(), null);
    String below = network.getConfiguration().getVertexInputs().get("output").get(0);
    INDArray hidden = network.feedForward(data.getFeatures(), false).get(below); // [N, d, T]
    network.clearLayerMaskArrays();
    INDArray rows =
        hidden
            .permute(0, 2, 1)
            .dup('c')
            .reshape('c', hidden.size(0) * hidden.size(2), hidden.size(1));
    INDArray scores = TokenScorer.of(network, "output").logProbabilities(rows); // z - log Σ e^z
    INDArray table = tables(network, false).get("output_W");
    INDArray e = table == null ? tables(network, false).get("table_W") : table;
    INDArray bias = tables(network, false).get("output_b");
    INDArray z = rows.mmul(e.transpose()).addiRowVector(bias.reshape(1, bias.length()));
    INDArray shift = z.sub(scores);
    assertThat(shift.getColumn(0).sub(shift.getColumn(z.size(1) - 1)).amaxNumber().doubleValue())
        .as("they are the layer's")
        .isCloseTo(0, within(1e-5));
    return z;
  }

  @ParameterizedTest
  @EnumSource
  void theGradientOfAGrownNetworkIsRight(TunedModels kind) {
    ModelZip trained = kind.trained(DataType.DOUBLE);
    ComputationGraph network =
        FineTuning.from(trained)
            .both(GROW)
            .dropout(0)
            .updater(new Sgd(1))
            .build()
            .model()
            .network();
    network.fit(TunedModels.batch(2, V + 2)); // after another length
    MultiDataSet data = TunedModels.batch(4, V + 2);
    DataType before = Nd4j.dataType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE); // DL4J insists
    try {
      assertThat(isRight(network, data)).isTrue();
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }

  /**
   * Of what has grown: all else has its own checks, and DL4J's scores of DOUBLE take their time.
   */
  private static boolean isRight(ComputationGraph network, MultiDataSet data) {
    Set<String> others = new TreeSet<>(network.paramTable().keySet());
    others.removeAll(tables(network, true).keySet());
    return (GradientCheckUtil.checkGradients(
        new GradientCheckUtil.GraphConfig()
            .net(network)
            .inputs(data.getFeatures())
            .labels(data.getLabels())
            .inputMask(data.getFeaturesMaskArrays())
            .labelMask(data.getLabelsMaskArrays())
            .epsilon(1e-6)
            .maxRelError(1e-4)
            .minAbsoluteError(1e-8)
            .subset(true)
            .excludeParams(others)
            .maxPerParam(6)));
  }

  @ParameterizedTest
  @EnumSource
  void grownTablesLearnInAllTheirRows(TunedModels kind) {
    ModelZip trained = kind.trained(DataType.FLOAT);
    ComputationGraph network = FineTuning.from(trained).both(GROW).build().model().network();
    Map<String, INDArray> before = tables(network, true);
    for (int i = 2; i < 8; i++) {
      network.fit(TunedModels.batch(i, V + 2));
    }
    tables(network, true)
        .forEach(
            (key, table) ->
                assertThat(rows(table, V, V + 1))
                    .as(key)
                    .isNotEqualTo(rows(before.get(key), V, V + 1)));
  }

  @ParameterizedTest
  @EnumSource
  void oneSideAloneOfWhatSharesNoTable(TunedModels kind) {
    ModelZip trained = kind.trained(DataType.FLOAT);
    if (kind.sharesTable()) {
      for (FineTuningBuilder one :
          List.of(FineTuning.from(trained).source(GROW), FineTuning.from(trained).target(GROW))) {
        assertThatThrownBy(one::build)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("\"table\" is a table of source and target: both vocabularies");
      }
      FineTuningBuilder different =
          FineTuning.from(trained).source(GROW).target(VocabularyChange.grow(List.of("dd")));
      assertThatThrownBy(different::build)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of 12 and 11 tokens");
      return;
    }
    ModelZip source = FineTuning.from(trained).source(GROW).build().model();
    assertThat(source.source().size()).isEqualTo(V + 2);
    assertThat(source.target()).isEqualTo(OLD);
    assertThat(tables(source.network(), false)).isEqualTo(tables(trained.network(), false));
    ModelZip target = FineTuning.from(trained).target(GROW).build().model();
    assertThat(target.network().getParam("sourceEmbedding_W"))
        .isEqualTo(trained.network().getParam("sourceEmbedding_W"));
    source.network().fit(TunedModels.batch(3, V));
    target.network().fit(TunedModels.batch(3, V));
  }

  @ParameterizedTest
  @EnumSource
  void shrunkTablesHaveTheRowsThatAreLeft(TunedModels kind) {
    ModelZip trained = kind.trained(DataType.FLOAT);
    FineTuning tuned =
        FineTuning.from(trained).both(VocabularyChange.shrink(Set.of("ba", "unheard"))).build();
    ModelZip shrunk = tuned.model();
    assertThat(shrunk.source().tokens().subList(4, shrunk.source().size()))
        .as("and what others are spelled with")
        .containsExactly("ba", "a", "a@@", "b", "b@@");
    Map<String, INDArray> before = tables(trained.network(), true);
    tables(shrunk.network(), true)
        .forEach(
            (key, table) -> {
              assertThat(rows(table, 0, 4)).as(key).isEqualTo(rows(before.get(key), 0, 4));
              assertThat(rows(table, 4, V - 1)).as(key).isEqualTo(rows(before.get(key), 5, V));
            });
    assertThat(shrunk.sourceCodec().tokens("ab ba")).containsExactly("a@@", "b", "ba");
    assertThat(tuned.report().target())
        .isEqualTo(new FineTuningReport.Tokens(V, V - 1, V - 1, 0, 0));
    shrunk.network().fit(TunedModels.batch(3, V - 1));
  }

  @Test
  void aNewTargetLanguageLeavesTheEncoder() {
    ModelZip trained = TunedModels.TRANSFORMER_TARGET.trained(DataType.FLOAT);
    Vocabulary words = Vocabulary.of(List.of("ab", "xx", "yy", "zz"));
    TextCodec codec = new TextCodec(new WhitespaceTokenizer(), words);
    FineTuning tuned =
        FineTuning.from(trained)
            .target(VocabularyChange.newLanguage(codec))
            .freeze("encoder")
            .build();
    ModelZip model = tuned.model();
    assertThat(model.target()).isEqualTo(words);
    assertThat(model.targetCodec().tokenizer()).isEqualTo(codec.tokenizer());
    assertThat(model.source()).isEqualTo(OLD);
    assertThat(tuned.report().target()).isEqualTo(new FineTuningReport.Tokens(V, 8, 4, 0, 4));
    INDArray now = model.network().getParam("table_W");
    INDArray before = trained.network().getParam("table_W");
    assertThat(rows(now, 0, 4)).isEqualTo(rows(before, 0, 4));
    assertThat(rows(now, 4, 5))
        .as("ab is another")
        .isNotEqualTo(rows(before, OLD.id("ab"), OLD.id("ab") + 1));
    assertThat(model.network().getParam("encoder0_ffW1"))
        .isEqualTo(trained.network().getParam("encoder0_ffW1"));
    INDArray kept = TunedModels.parameters(model.network(), "encoder0").get("ffW1");
    model.network().fit(TunedModels.batch(3, 8));
    assertThat(model.network().getParam("encoder0_ffW1")).isEqualTo(kept);
  }

  @Test
  void anotherTokenizerOfTheSameLanguageKeepsWhatBothHave() {
    ModelZip trained = TunedModels.TRANSFORMER.trained(DataType.FLOAT);
    BpeMerges merges = new BpeMerges(List.of(new Merge("a", "b"), new Merge("b", "a</w>")));
    Vocabulary pieces = Vocabulary.of(List.of("ab@@", "ba", "a@@", "b", "c"));
    TextCodec codec = new TextCodec(new BpeTokenizer(new WhitespaceTokenizer(), merges), pieces);
    FineTuning tuned = FineTuning.from(trained).source(VocabularyChange.retokenize(codec)).build();
    INDArray now = tuned.model().network().getParam("sourceEmbedding_W");
    INDArray before = trained.network().getParam("sourceEmbedding_W");
    for (String token : List.of("ba", "a@@", "b")) {
      assertThat(rows(now, pieces.id(token), pieces.id(token) + 1))
          .as(token)
          .isEqualTo(rows(before, OLD.id(token), OLD.id(token) + 1));
    }
    assertThat(rows(now, 4, 5))
        .as("ab@@ was ab")
        .isEqualTo(rows(before, OLD.id("ab"), OLD.id("ab") + 1));
    assertThat(tuned.report().source()).isEqualTo(new FineTuningReport.Tokens(V, 9, 7, 1, 1));
    FineTuning fresh =
        FineTuning.from(trained)
            .source(VocabularyChange.retokenize(codec).newRows(NewRows.FRESH))
            .build();
    assertThat(fresh.report().source()).isEqualTo(new FineTuningReport.Tokens(V, 9, 7, 0, 2));
  }

  @Test
  void tokenizersFollow() {
    Vocabulary before = Vocabulary.of(List.of("de@@", "der", "d@@", "e@@", "r", "x"));
    Vocabulary grown = Vocabulary.of(List.of("de@@", "der", "d@@", "e@@", "r", "x", "dexx", "ü"));
    Vocabulary shrunk = Vocabulary.of(List.of("de@@", "d@@", "e@@", "r", "x"));
    BpeTokenizer bpe =
        new BpeTokenizer(
            new WhitespaceTokenizer(),
            new BpeMerges(List.of(new Merge("d", "e"), new Merge("de", "r</w>"))));
    assertThat(bpe.following(before, grown)).isEqualTo(bpe);
    assertThat(bpe.following(before, shrunk).tokenize("der")).containsExactly("de@@", "r");
    Tokenizer restricted = bpe.restricted(Map.of("d@@", 1, "e@@", 1, "r", 1), 1);
    assertThat(restricted.tokenize("der")).containsExactly("d@@", "e@@", "r");
    assertThat(restricted.whole().tokenize("der")).containsExactly("der");
    Vocabulary without = Vocabulary.of(List.of("d@@", "e@@", "r"));
    assertThat(restricted.following(without, before).tokenize("der")).containsExactly("der");
    Tokenizer fallback =
        new NormalizingTokenizer(
            new FallbackTokenizer(
                new WhitespaceTokenizer(), FallbackTokenizer.Unit.CHARACTERS, before.tokens()),
            UnicodeForm.NFC,
            false);
    assertThat(fallback.tokenize("dexx")).containsExactly("d@@", "e@@", "x@@", "x");
    assertThat(fallback.following(before, grown).tokenize("dexx")).containsExactly("dexx");
    assertThat(fallback.whole().tokenize("dexx")).containsExactly("dexx");
    assertThat(fallback.spellsWith("e@@")).isTrue();
    assertThat(fallback.spellsWith("der")).isFalse();
    CharacterTokenizer characters = new CharacterTokenizer(List.of("der"));
    assertThat(characters.following(before, grown).tokenize("derdexxü"))
        .containsExactly("der", "dexx", "ü");
    assertThat(characters.following(before, shrunk).tokenize("der")).containsExactly("d", "e", "r");
  }

  @Test
  void withoutTokenizersRowsAreFresh() {
    ModelZip trained = TunedModels.BAHDANAU.trained(DataType.FLOAT);
    ModelZip bare =
        new ModelZip(trained.network(), OLD, OLD, ModelCard.builder("a").build(), Optional.empty());
    FineTuning tuned = FineTuning.from(bare).both(GROW).build();
    assertThat(tuned.report().source()).isEqualTo(new FineTuningReport.Tokens(V, V + 2, V, 0, 2));
    assertThat(tuned.model().tokenizers()).isEmpty();
    TextCodec codec = trained.sourceCodec();
    assertThatThrownBy(() -> FineTuning.from(bare).source(VocabularyChange.retokenize(codec)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the model has no tokenizers");
  }

  @Test
  void wordsThatAreNoTokensAreErrors() {
    assertThatThrownBy(() -> VocabularyChange.grow(List.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> VocabularyChange.grow(Map.of("a", 1L), 0))
        .hasMessageContaining("minFrequency must be at least 1, got 0");
    assertThat(
            FineTuning.from(TunedModels.BAHDANAU.trained(DataType.FLOAT))
                .source(VocabularyChange.grow(Map.of("x", 5, "y", 9, "z", 1, "<s>", 9), 2))
                .sourceCodec()
                .vocabulary()
                .tokens())
        .endsWith("y", "x")
        .doesNotContain("z")
        .doesNotHaveDuplicates();
  }
}
