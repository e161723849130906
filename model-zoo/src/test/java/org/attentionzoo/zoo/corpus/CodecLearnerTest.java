package org.attentionzoo.zoo.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.attentionzoo.zoo.batch.PairVariation;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.text.BpeMerges;
import org.attentionzoo.zoo.text.FallbackTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.TextCodecs;
import org.attentionzoo.zoo.text.TokenUnit;
import org.attentionzoo.zoo.text.Vocabulary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecLearnerTest {

  @TempDir Path folder;
  private ParallelText text;

  @BeforeEach
  void writeText() throws IOException {
    text = text("low lower lowest\ttief tiefer am tiefsten", "low, new\ttief, neu", "Low!\tTief!");
  }

  private ParallelText text(String... lines) throws IOException {
    return ParallelText.tsv(Files.write(folder.resolve("text.tsv"), List.of(lines)), 1, 2);
  }

  private TextCodecs learn(CodecLearner learner) throws IOException {
    return learner.learn(text, PairFilter.DEFAULT);
  }

  private static List<String> tokens(TextCodec codec, String text) {
    return codec.tokenizer().tokenize(text);
  }

  @Test
  void bothLanguagesShareMergesAndVocabularyByDefault() throws IOException {
    TextCodecs codecs = learn(CodecLearner.standard());
    assertThat(codecs.source()).isSameAs(codecs.target());
    assertThat(tokens(codecs.source(), "low tief")).containsExactly("low", "tief");
    assertThat(codecs.source().vocabulary().tokens()).contains("low", "tief");
    assertThat(CodecLearner.standard().isJoint()).isTrue();
    assertThat(CodecLearner.standard().targetUnit(TokenUnit.WORD).isJoint()).isFalse();
  }

  @Test
  void eachSideHasItsOwnWhereTheyAreNotJoint() throws IOException {
    TextCodecs codecs = learn(CodecLearner.standard().joint(false));
    assertThat(codecs.source().vocabulary().tokens()).contains("low").doesNotContain("tief");
    assertThat(codecs.target().vocabulary().tokens()).contains("tief").doesNotContain("low");
    assertThat(codecs.source().tokenizer()).isNotEqualTo(codecs.target().tokenizer());
  }

  @Test
  void eachUnitDividesAsItsNameSays() throws IOException {
    CodecLearner learner = CodecLearner.standard().unicode(null).lowerCase(true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learn(learner))
        .withMessageContaining("unicode must be given");

    CodecLearner words = CodecLearner.standard().lowerCase(true);
    TextCodecs both = learn(words.unit(TokenUnit.WORD).targetUnit(TokenUnit.CHARACTER));
    assertThat(tokens(both.source(), "Low!")).containsExactly("low", "￭!");
    assertThat(tokens(both.target(), "Ti!")).containsExactly("t", "i", "!");
    TextCodecs white = learn(words.unit(TokenUnit.WHITESPACE).lowerCase(false));
    assertThat(tokens(white.source(), "Low! low,")).containsExactly("Low!", "low,");
    TextCodecs bpe = learn(CodecLearner.standard().wordsOnWhitespace(true).merges(1));
    assertThat(tokens(bpe.source(), "low,")).containsExactly("l@@", "o@@", "w@@", ",");
  }

  @Test
  void givenMergesAreTakenAndNoneLearnt() throws IOException {
    BpeMerges merges =
        learn(CodecLearner.standard().merges(3)).source().tokenizer().bpeMerges().orElseThrow();
    TextCodecs codecs = learn(CodecLearner.standard().merges(merges));
    assertThat(codecs).isEqualTo(learn(CodecLearner.standard().merges(3)));
    assertThat(codecs).isNotEqualTo(learn(CodecLearner.standard()));
  }

  @Test
  void aVocabularyLeavesOutWhatIsRareUnlessItIsSpelled() throws IOException {
    CodecLearner frequent = CodecLearner.standard().unit(TokenUnit.WORD).minFrequency(2);
    assertThat(learn(frequent).source().vocabulary().tokens())
        .containsExactlyInAnyOrderElementsOf(List.of("<pad>", "<unk>", "<s>", "</s>", "low"));
    TextCodecs spelled = learn(frequent.fallback(FallbackTokenizer.Unit.BYTES));
    assertThat(spelled.source().encode("new lower ü")).doesNotContain(Vocabulary.UNK);
    assertThat(tokens(spelled.source(), "lower")).hasSize(5).contains("o@@");
    int smallest = frequent.fallback(FallbackTokenizer.Unit.BYTES).smallestVocabulary();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                learn(frequent.fallback(FallbackTokenizer.Unit.BYTES).vocabularySize(smallest - 1)))
        .withMessage("vocabularySize must be at least %d, but is %d", smallest, smallest - 1);
  }

  @Test
  void dropoutFindsAllItsPiecesInTheVocabulary() throws IOException {
    TextCodecs codecs = learn(CodecLearner.standard().allPieces(true));
    assertThat(codecs.source().vocabulary().tokens()).contains("l@@", "o@@", "w", "f@@");
    assertThat(learn(CodecLearner.standard()).source().vocabulary().tokens()).doesNotContain("l@@");
    int[] source = codecs.source().encode("lowest");
    int[] target = codecs.target().encode("tiefsten");
    SequencePair varied =
        PairVariation.bpeDropout(codecs, 0.99)
            .vary(new SequencePair(source, target), new SplittableRandom(1));
    assertThat(varied.source()).hasSizeGreaterThan(source.length);
    assertThat(varied.target()).hasSizeGreaterThan(target.length);
    assertThat(codecs.source().decode(varied.source())).isEqualTo("lowest");
    assertThat(codecs.target().decode(varied.target())).isEqualTo("tiefsten");
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learn(CodecLearner.standard().targetUnit(TokenUnit.WORD).joint(true)))
        .withMessage("a joint vocabulary needs one unit, but there are bpe and word");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learn(CodecLearner.standard().merges(0)))
        .withMessage("merges must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> learn(CodecLearner.standard().minFrequency(0)))
        .withMessage("minFrequency must be at least 1, but is 0");
  }

  @Test
  void aTextWithoutWordsIsAnError() throws IOException {
    text = text("\t", " \t ");
    assertThatIOException()
        .isThrownBy(() -> learn(CodecLearner.standard()))
        .withMessageContaining("text.tsv")
        .withMessageContaining("no pair that counts has words on both sides");
  }
}
