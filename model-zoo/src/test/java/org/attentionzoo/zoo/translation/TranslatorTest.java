package org.attentionzoo.zoo.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.zoo.generation.DecoderState;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Tokenizer;
import org.attentionzoo.zoo.text.Vocabulary;
import org.junit.jupiter.api.Test;

class TranslatorTest {

  private static final Vocabulary VOCABULARY = Vocabulary.of(List.of("a", "b", " ", "<fr>"));
  private static final Tokenizer CHARACTERS = CharacterTokenizer.of(VOCABULARY);
  private static final TextCodec CODEC = new TextCodec(CHARACTERS, VOCABULARY);

  private final Translator translator = translator(CODEC, Long.MAX_VALUE);

  private static Translator translator(TextCodec source, long longestSource) {
    return new Translator(new EchoScorer(VOCABULARY.size(), longestSource), source, CODEC);
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "a" + "b".repeat(i % 17)).toList();
  }

  @Test
  void answersComeInTheOrderOfTheTexts() {
    List<String> texts = texts(300);
    assertThat(translator.translate(texts)).isEqualTo(texts);
    assertThat(translator.batch(7).translate(texts)).isEqualTo(texts);
    assertThat(translator.batch(Integer.MAX_VALUE).translate(texts)).isEqualTo(texts);
    assertThat(translator.translate(List.of())).isEmpty();
  }

  @Test
  void aTextIsTranslatedAsItIsAmongOthers() {
    assertThat(translator.translate("abba")).isEqualTo("abba");
    assertThat(translator.with(Decoding.beam(3)).translate("abba")).isEqualTo("abba");
  }

  @Test
  void textsOfSimilarLengthAreTranslatedTogether() {
    List<List<Integer>> batches = new ArrayList<>();
    StepScorer echo = new EchoScorer(VOCABULARY.size(), Long.MAX_VALUE);
    StepScorer noting =
        new StepScorer() {
          @Override
          public int vocabularySize() {
            return echo.vocabularySize();
          }

          @Override
          public long maxSteps() {
            return 30;
          }

          @Override
          public DecoderState begin(int[][] sources, boolean attention) {
            batches.add(Arrays.stream(sources).map(source -> source.length).toList());
            return echo.begin(sources, attention);
          }
        };
    Translator noted = new Translator(noting, CODEC, CODEC);
    noted
        .batch(2)
        .with(Decoding.greedy().maxLength(8))
        .translate(List.of("abab", "a", "abba", "b"));
    assertThat(batches).containsExactly(List.of(1, 1), List.of(4, 4));
    assertThat(noted.longestTarget()).isEqualTo(29); // a step ends it
  }

  @Test
  void aTranslationSaysWhatWasReadAndWritten() {
    Translation translation =
        translator.with(Decoding.greedy().withAttention()).translations(" <fr>\t a").get(0);
    assertThat(translation.source()).isEqualTo(" <fr>\t a");
    assertThat(translation.sourceTokens()).containsExactly("<fr>", " ", "a");
    assertThat(translation.targetTokens()).containsExactly("<fr>", " ", "a");
    assertThat(translation.writtenTokens()).containsExactly("<fr>", " ", "a", "</s>");
    assertThat(translation.text()).isEqualTo("<fr> a");
    assertThat(translation.hypothesis().attention()).hasDimensions(4, 3);
  }

  @Test
  void theBestTranslationsComeBestFirst() {
    List<Translation> best =
        translator.with(Decoding.beam(4).nBest(3)).translations(List.of("ab", "")).get(0);
    assertThat(best)
        .hasSize(3)
        .extracting(Translation::text)
        .startsWith("ab")
        .doesNotHaveDuplicates();
    assertThat(best)
        .extracting(translation -> translation.hypothesis().score())
        .isSortedAccordingTo(Collections.reverseOrder());
  }

  @Test
  void eachTextIsDividedIntoTokensOnce() {
    List<String> divided = new ArrayList<>();
    Tokenizer noting =
        new Tokenizer() {
          @Override
          public String name() {
            return "noting";
          }

          @Override
          public List<String> tokenize(String text) {
            divided.add(text);
            return CHARACTERS.tokenize(text);
          }

          @Override
          public String join(List<String> tokens) {
            return CHARACTERS.join(tokens);
          }
        };
    Translator limited =
        translator(new TextCodec(noting, VOCABULARY), Long.MAX_VALUE)
            .longest(3)
            .whenTooLong(tooLong -> {});
    limited.translate(List.of("ab", "abba", "b"));
    assertThat(divided).containsExactly("ab", "abba", "b");
    divided.clear();
    assertThat(limited.with(Decoding.beam(2)).translate(Stream.of("ab", "abba", "b"))).hasSize(3);
    assertThat(divided).containsExactly("ab", "abba", "b");
  }

  @Test
  void aTextWithNothingToReadHasNoTranslation() {
    for (String blank : List.of("", " ", "\t\u00a0\n", "\u200b\ufeff", " \u200e")) {
      assertThat(translator.translate(blank)).isEmpty();
      assertThat(translator.translations(blank)).isEmpty();
      assertThat(translator.translate(List.of("a", blank, "b"))).containsExactly("a", "", "b");
      assertThat(translator.translate(Stream.of(blank, "ab", blank))).containsExactly("", "ab", "");
    }
  }

  @Test
  void whiteSpaceAroundATextChangesNothing() {
    assertThat(translator.translate(List.of(" ab", "ab\r\n", "\ufeffab\u00a0", "a\nb")))
        .containsExactly("ab", "ab", "ab", "a b");
  }

  @Test
  void aTextThatIsTooLongIsNamedWithBothNumbers() {
    List<String> texts = List.of("ab", "", "ababab");
    assertThatExceptionOfType(TextTooLongException.class)
        .isThrownBy(() -> translator.longest(5).translate(texts))
        .withMessage("text 3 has 6 tokens, more than the longest allowed, 5");
    assertThatExceptionOfType(TextTooLongException.class)
        .isThrownBy(() -> translator(CODEC, 5).translate(texts))
        .withMessage("text 3 has 6 tokens, but the model reads at most 5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> translator.translate("a".repeat(1001)))
        .withMessage("text 1 has 1,001 tokens, more than the longest allowed, 1,000");
    assertThat(translator.longest(2000).translate("a".repeat(1001))).hasSize(1001);
    assertThat(translator.longest(6).translate(texts)).isEqualTo(texts);
  }

  @Test
  void nothingIsTranslatedBeforeATextThatIsTooLongIsFound() {
    AtomicInteger batches = new AtomicInteger();
    Translator counting = translator.longest(3).batch(1).beforeBatch(batches::incrementAndGet);
    assertThatExceptionOfType(TextTooLongException.class)
        .isThrownBy(() -> counting.translate(List.of("a", "b", "abab")));
    assertThat(batches).hasValue(0);
  }

  @Test
  void whoWantsToLeavesTooLongTextsOut() {
    List<TextTooLongException> leftOut = new ArrayList<>();
    Translator leaving = translator(CODEC, 4).longest(9).whenTooLong(leftOut::add);
    assertThat(leaving.translate(List.of("ab", "ababab", "b"))).containsExactly("ab", "", "b");
    assertThat(leaving.longest(3).translate(List.of("abab"))).containsExactly("");
    assertThat(leftOut).extracting(TextTooLongException::number).containsExactly(2L, 1L);
    assertThat(leftOut).extracting(TextTooLongException::tokens).containsExactly(6, 4);
    assertThat(leftOut).extracting(TextTooLongException::most).containsExactly(4L, 3L);
    assertThat(leftOut)
        .extracting(TextTooLongException::isModelsLimit)
        .containsExactly(true, false);
  }

  @Test
  void noSpecialTokenIsAnAnswerUnlessTheUnknownOneIsAllowed() {
    List<Decoding<?>> searches =
        List.of(
            Decoding.greedy(),
            Decoding.greedy().suppress(),
            Decoding.beam(8).nBest(8),
            Decoding.sample().samples(50));
    String unknown = "a?<unk></s><s>b";
    for (Decoding<?> search : searches) {
      assertThat(translator.with(search).translations(unknown))
          .extracting(Translation::text)
          .noneMatch(text -> text.matches(".*<(unk|pad|s|/s)>.*"));
      assertThat(translator.with(search).translations(unknown))
          .allMatch(found -> IntStream.of(found.hypothesis().tokens()).allMatch(id -> id > 3));
      for (Translator allowing :
          List.of(translator.with(search).allowUnknown(), translator.allowUnknown().with(search))) {
        assertThat(allowing.translations(unknown))
            .extracting(Translation::text)
            .anyMatch(text -> text.contains("<unk>"))
            .noneMatch(text -> text.matches(".*<(pad|s|/s)>.*"));
      }
    }
  }

  @Test
  void whatASearchSuppressesItselfStaysSuppressed() {
    Translator without = translator.with(Decoding.greedy().suppress(VOCABULARY.id("b")));
    assertThat(without.translate("ab?")).startsWith("a").doesNotContain("b", "<unk>");
  }

  @Test
  void whatTheModelDoesNotKnowIsReadAsUnknown() {
    SourceText read = translator.read(1, "a?");
    assertThat(read.tokens()).containsExactly("a", "?");
    assertThat(translator.allowUnknown().translate("a?")).isEqualTo("a<unk>");
    assertThat(translator.allowUnknown().translate("\ud83d\ude00\ud800a")).isEqualTo("<unk><unk>a");
  }

  @Test
  void aStrictVocabularyNamesWhatItDoesNotKnow() {
    TextCodec strict = new TextCodec(CHARACTERS, VOCABULARY.strict());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> translator(strict, Long.MAX_VALUE).translate("a?"))
        .withMessageContaining("\"?\"");
  }

  @Test
  void aStreamIsReadAsItsTranslationsAreAskedFor() {
    AtomicInteger read = new AtomicInteger();
    Stream<String> endless = Stream.iterate("a", text -> text).peek(text -> read.incrementAndGet());
    assertThat(translator.batch(4).translate(endless).limit(3)).containsExactly("a", "a", "a");
    assertThat(read.get()).isBetween(3, 5);
    List<String> texts = texts(3000);
    assertThat(translator.batch(16).translate(texts.stream())).isEqualTo(texts);
    assertThat(translator.translate(Stream.of())).isEmpty();
  }

  @Test
  void aStreamIsClosedWithItsTranslations() {
    AtomicBoolean closed = new AtomicBoolean();
    translator.translate(Stream.of("a").onClose(() -> closed.set(true))).close();
    assertThat(closed).isTrue();
  }

  @Test
  void textsOfAStreamHaveNumbersOfTheirOwn() {
    List<Long> leftOut = new ArrayList<>();
    Translator leaving =
        translator.longest(1).batch(2).whenTooLong(tooLong -> leftOut.add(tooLong.number()));
    assertThat(leaving.translate(Stream.of("a", "b", "", "ab", "b", "ba")))
        .containsExactly("a", "b", "", "", "b", "");
    assertThat(leftOut).containsExactly(4L, 6L);
  }

  @Test
  void whatIsDrawnForATextDependsOnItsNumberOnly() {
    List<String> texts = Collections.nCopies(40, "abba");
    Translator sampling = translator.with(Decoding.sample().seed(7));
    List<String> drawn = sampling.translate(texts);
    assertThat(drawn.stream().distinct()).hasSizeGreaterThan(5);
    assertThat(sampling.batch(3).translate(texts)).isEqualTo(drawn);
    assertThat(sampling.batch(3).translate(texts.stream())).isEqualTo(drawn);
    SourceText twelfth = sampling.read(12, "abba");
    assertThat(sampling.translateAll(List.of(twelfth)).get(0).get(0).text())
        .isEqualTo(drawn.get(11));
  }

  @Test
  void anOptionLeavesTheTranslatorAsItWas() {
    translator.longest(1);
    translator.batch(1);
    translator.allowUnknown();
    translator.with(Decoding.greedy().maxLength(1));
    translator.beforeBatch(
        () -> {
          throw new IllegalStateException("not mine");
        });
    assertThat(translator.translate("ab")).isEqualTo("ab");
    assertThat(translator.translate("?")).doesNotContain("<unk>");
  }

  @Test
  void aTranslationIsEndedBeforeABatch() {
    AtomicInteger batches = new AtomicInteger();
    Translator ending =
        translator
            .batch(2)
            .beforeBatch(
                () -> {
                  if (batches.incrementAndGet() == 3) {
                    throw new IllegalStateException("enough");
                  }
                });
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> ending.translate(texts(9)))
        .withMessage("enough");
  }

  @Test
  void aVocabularyThatIsNotTheModelsIsAnError() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Translator(new EchoScorer(9, 5), CODEC, CODEC))
        .withMessage("the model writes 9 tokens, but the target vocabulary has 8");
  }

  @Test
  void anOptionOutOfItsRangeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> translator.batch(0))
        .withMessage("batch must be at least 1, but is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> translator.longest(0))
        .withMessage("longest must be at least 1, but is 0");
  }
}
