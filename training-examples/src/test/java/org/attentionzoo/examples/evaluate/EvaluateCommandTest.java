package org.attentionzoo.examples.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.examples.report.Scores;
import org.attentionzoo.examples.report.Scores.LengthBucket;
import org.attentionzoo.zoo.batch.SequenceBatch;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.metrics.Bleu;
import org.attentionzoo.zoo.metrics.BleuTokenizer;
import org.attentionzoo.zoo.metrics.TeacherForcing;
import org.attentionzoo.zoo.metrics.TokenStatistics;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.ModelBuilder;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.text.CharacterTokenizer;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvaluateCommandTest {

  @TempDir Path folder;
  private static final Decoding<?> SEARCH = Decoding.beam(2).lengthPenalty(0.6).maxLength(6);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("evaluate"));
    List.of(arguments).forEach(argument -> all.add(argument.toString()));
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .execute(all.toArray(String[]::new));
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  private Path hypotheses() throws IOException {
    return file(
        "hyp.en", "The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");
  }

  private Path firstReferences() throws IOException {
    return file("a.en", "The dog bit the man.", "It was not unexpected.", "The man bit him first.");
  }

  private Path secondReferences() throws IOException {
    return file(
        "b.en", "The dog had bit the man.", "No one was surprised.", "The man had bitten the dog.");
  }

  @Test
  void translationsFromAFileScoreAsSacreBleuPublishes() throws IOException {
    assertThat(
            run(
                "--hypotheses",
                hypotheses(),
                "--reference",
                firstReferences(),
                "--reference",
                secondReferences()))
        .isZero();

    assertThat(out.toString().lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith(
            "BLEU|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.5.1 = 48.53"
                + " 82.4/50.0/45.5");
    assertThat(out.toString())
        .contains(
            "\nchrF2|nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|", "\nTER|nrefs:2|case:lc|");
  }

  @Test
  void everyScoringOptionIsInASignature() throws IOException {
    assertThat(
            run(
                "--hypotheses",
                hypotheses(),
                "--reference",
                firstReferences(),
                "--lower-case",
                "--effective-order",
                "--tokenizer=intl",
                "--smoothing=floor=0.25",
                "--chrf-word-order=2",
                "--ter-normalized",
                "--ter-no-punctuation",
                "--ter-asian",
                "--ter-case-sensitive"))
        .isZero();

    assertThat(out.toString())
        .contains(
            "BLEU|nrefs:1|case:lc|eff:yes|tok:intl|smooth:floor[0.25]|",
            "chrF2++|nrefs:1|case:lc|eff:yes|nc:6|nw:2|space:no|",
            "TER|nrefs:1|case:mixed|tok:tercom|norm:yes|punct:no|asian:yes|");
  }

  @Test
  void withSourcesThereIsBleuByLengthAndTheFolderIsWritten() throws IOException {
    Path source = file("a.de", "Der Hund biss den Mann.", "Nicht unerwartet.", "1 2 3 4 5 6 7 8 9");
    Path results = folder.resolve("results");

    assertThat(
            run(
                "--hypotheses",
                hypotheses(),
                "--source",
                source,
                "--reference",
                firstReferences(),
                "--lengths=3,8",
                "--name=mine",
                "--out",
                results))
        .isZero();

    Scores scores = new RunFolder(results).scores().orElseThrow();
    assertThat(scores.model()).isEqualTo("mine");
    assertThat(scores.testSet()).isEqualTo("a.de");
    assertThat(scores.sentences()).isEqualTo(3);
    assertThat(scores.corpus())
        .extracting(Scores.Metric::name)
        .containsExactly("BLEU", "chrF2", "TER");
    assertThat(scores.perplexity()).isNull();
    assertThat(scores.byLength())
        .extracting(LengthBucket::label)
        .containsExactly("1–3", "4–8", "9+"); // words as 13a counts them, periods too
    assertThat(scores.byLength().get(1).bleu()).isCloseTo(100, within(1e-9));
    assertThat(results.resolve("bleu-by-length.svg")).exists();
    assertThat(results.resolve("bleu-by-length.png")).exists();
    assertThat(Files.readAllLines(results.resolve("sentences.tsv")))
        .hasSize(4)
        .contains("100.00\t100.00\t0.00\tThe dog bit the man.\tThe dog bit the man.");
  }

  @Test
  void aModelScoresAsItsTranslationsAndTokensDo() throws IOException {
    ModelZip zip = characterModel();
    Path model = folder.resolve("model.zip");
    zip.save(model);
    Path pairs = file("test.tsv", "1\tab\tba", "2\tb\tb", "3\t\tab", "4\tabba\tabb");
    Path results = folder.resolve("results");

    assertThat(
            run(
                model,
                "--test",
                pairs,
                "--columns=2,3",
                "--beam=2",
                "--max-length=6",
                "--tokenizer=char",
                "--batch=2",
                "--out",
                results))
        .isZero();

    Translator translator =
        new Translator(
            new GraphScorer(zip.network()), characters(zip.source()), characters(zip.target()));
    List<String> expected =
        new ArrayList<>(translator.with(SEARCH).translate(List.of("ab", "b", "abba")));
    expected.add(2, ""); // there is nothing to translate
    assertThat(Files.readAllLines(results.resolve("translations.txt"))).isEqualTo(expected);
    Scores scores = new RunFolder(results).scores().orElseThrow();
    assertThat(scores.model()).isEqualTo("letters");
    assertThat(scores.decoding()).isEqualTo("beam 2, length penalty 0.6, at most 6 tokens");
    assertThat(scores.seconds()).isPositive();
    assertThat(scores.corpus().get(0).value())
        .isEqualTo(
            Bleu.standard()
                .tokenizer(BleuTokenizer.CHAR)
                .corpus(expected, List.of(List.of("ba", "b", "ab", "abb")))
                .value());
    TokenStatistics tokens = tokens(zip, "ab", "ba", "b", "b", "abba", "abb");
    assertThat(scores.perplexity()).isCloseTo(tokens.perplexity(), within(1e-4));
    assertThat(scores.tokenAccuracy()).isEqualTo(tokens.accuracy());
    assertThat(out.toString()).contains("teacher-forced perplexity", "of 9 target tokens");
  }

  private static TextCodec characters(Vocabulary vocabulary) {
    return new TextCodec(CharacterTokenizer.of(vocabulary), vocabulary);
  }

  @Test
  void modelsThatDecideTogetherHaveTheNamesOfAllAndNoPerplexity() throws IOException {
    Path model = folder.resolve("model.zip");
    characterModel().save(model);
    Path pairs = file("test.tsv", "ab\tba", "b\tb");
    Path results = folder.resolve("results");
    assertThat(run(model, model, "--test", pairs, "--tokenizer=char", "--out", results)).isZero();
    Scores scores = new RunFolder(results).scores().orElseThrow();
    assertThat(scores.model()).isEqualTo("letters + letters");
    assertThat(scores.perplexity()).isNull();
    assertThat(out.toString()).contains("BLEU").doesNotContain("perplexity");
  }

  @Test
  void aSourceThatIsTooLongIsNamed() throws IOException {
    Path model = folder.resolve("model.zip");
    characterModel().save(model);
    Path pairs = file("test.tsv", "ab\tba", "ababab\tb");
    assertThat(run(model, "--test", pairs, "--max-source=5", "--strict")).isEqualTo(1);
    assertThat(err.toString())
        .contains("error: " + pairs + ":2 has 6 tokens, more than --max-source 5");
    assertThat(run(model, "--test", pairs, "--max-source=6")).as("%s", err).isZero();
    Path source = file("a.de", "ab", "b", "ab".repeat(501));
    Path out = folder.resolve("out");
    assertThat(run(model, "--source", source, "--reference", hypotheses(), "--out", out)).isZero();
    assertThat(err.toString())
        .contains("Warning: " + source + ":3 has 1,002 tokens, more than --max-source 1,000");
    assertThat(Files.readAllLines(out.resolve("translations.txt"))).hasSize(3).last().isEqualTo("");
    assertUsage("--max-source must be at least 1, but is 0", model, "--test=x", "--max-source=0");
  }

  @Test
  void aModelOfSoManyPositionsReadsAndWritesNoMore() throws IOException {
    Path model = folder.resolve("model.zip");
    characterModel(
            Transformer.tiny()
                .modelSize(8)
                .heads(2)
                .feedForwardSize(8)
                .layers(1)
                .learnedPositions(4))
        .save(model);
    Path fits = file("fits.tsv", "ab\tba", "abab\taba");
    assertThat(run(model, "--test", fits)).as("%s", err).isZero();
    Path pairs = file("test.tsv", "ab\tba", "ababa\tb");
    assertThat(run(model, "--test", pairs, "--strict")).isEqualTo(1);
    assertThat(run(model, "--test", pairs)).isZero();
    assertThat(err.toString())
        .contains("error: " + pairs + ":2 has 5 tokens, but the model reads at most 4")
        .contains("Warning: " + pairs + ":2 has 5 tokens, but the model reads at most 4");
    Path reference = file("long.en", "aba", "abab");
    Path source = file("a.de", "a", "b");
    assertThat(run(model, "--source", source, "--reference", reference, "--strict")).isOne();
    out.getBuffer().setLength(0);
    assertThat(run(model, "--source", source, "--reference", reference)).isZero();
    assertThat(err.toString())
        .contains("error: " + reference + ":2 has 4 tokens, but the model writes at most 3")
        .contains("Warning: " + reference + ":2 has 4 tokens, but the model writes at most 3");
    assertThat(out.toString()).as("aba and the end").contains("of 4 target tokens");
  }

  @Test
  void emptyReferencesAreEmptyReferences() throws IOException {
    Path hypotheses = file("h", "a b c d", "", "the cat sat");
    Path references = file("r", "a b c d", "x y z", "");
    assertThat(run("--hypotheses", hypotheses, "--reference", references)).isZero();
    assertThat(out.toString())
        .contains(
            "BLEU|nrefs:1|", "= 69.14", "chrF2|nrefs:1|", "= 75.33", "TER|nrefs:1|", "= 85.71");
    Path table = file("t.tsv", "q\ta b c d", "", "\tx");
    assertThat(run("--hypotheses", hypotheses, "--test", table)).as("%s", err).isZero();
  }

  @Test
  void marksAndCarriageReturnsOfFilesAreNoText() throws IOException {
    Path plain = file("plain", "a b c d", "e f g h");
    Path marked = file("marked", "\uFEFFa b c d\r", "\uFEFFe f g h\r");
    assertThat(run("--hypotheses", marked, "--reference", plain)).isZero();
    assertThat(out.toString()).contains("= 100.00");
    Path columns = file("t.tsv", "s\r\t\uFEFFa b c d\r", "s\t e f g h");
    Path results = folder.resolve("results");
    assertThat(run("--hypotheses", plain, "--test", columns, "--out", results)).isZero();
    assertThat(Files.readString(results.resolve("sentences.tsv"))).doesNotContain("\r", "\uFEFF");
  }

  @Test
  void tokenisedTextIsWarnedOf() throws IOException {
    String[] lines =
        IntStream.range(0, 120)
            .mapToObj(i -> "line number " + i + " ends here .")
            .toArray(String[]::new);
    Path tokenised = file("tokenised", lines);
    assertThat(run("--hypotheses", tokenised, "--reference", tokenised)).isZero();
    assertThat(err.toString())
        .contains("Warning: the translations look tokenised: 120 of 120 lines end in")
        .contains("Warning: the references look tokenised");
    err.getBuffer().setLength(0);
    assertThat(run("--hypotheses", tokenised, "--reference", tokenised, "--tokenizer=none"))
        .isZero();
    for (int i = 0; i < lines.length; i++) {
      lines[i] = i < 50 ? lines[i] : "line number " + i + " ends here.";
    }
    Path some = file("some", lines);
    assertThat(run("--hypotheses", some, "--reference", some)).isZero();
    assertThat(err.toString()).isEmpty();
    Path pieces = file("pieces", "po@@ or word".concat("\npo@@ or word".repeat(9)));
    assertThat(run("--hypotheses", pieces, "--reference", pieces)).isZero();
    assertThat(err.toString())
        .contains("10 of 10 lines end in \" .\" or hold pieces of words (@@)");
  }

  private static ModelZip characterModel() {
    return characterModel(AttentionSeq2Seq.builder().embeddingSize(6).units(6));
  }

  private static ModelZip characterModel(ModelBuilder<?> model) {
    Vocabulary letters = Vocabulary.of(List.of("a", "b"));
    return new ModelZip(
        model.vocabularySize(letters.size()).seed(11).build().init(),
        letters,
        letters,
        ModelCard.builder("letters").tokenizer(CharacterTokenizer.NAME).build());
  }

  private static TokenStatistics tokens(ModelZip zip, String... sourcesAndTargets) {
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < sourcesAndTargets.length; i += 2) {
      pairs.add(
          new SequencePair(
              zip.source().encode(List.of(sourcesAndTargets[i].split(""))),
              zip.target().encode(List.of(sourcesAndTargets[i + 1].split("")))));
    }
    return TeacherForcing.of(zip.network(), SequenceBatch.of(pairs));
  }

  @Test
  void filesOfDifferentLengthAreNamedWithTheirLines() throws IOException {
    Path two = file("two.en", "a", "b");
    Path hypotheses = hypotheses();

    assertThat(run("--hypotheses", hypotheses, "--reference", two))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString().strip())
        .isEqualTo("error: " + hypotheses + " has 3 lines, but " + two + " has 2");
  }

  @Test
  void aFileThatIsEmptyOrNoUtf8OrLacksAColumnIsNamed() throws IOException {
    Path hypotheses = hypotheses();
    Path empty = file("empty.en");
    assertThat(run("--hypotheses", hypotheses, "--reference", empty)).isNotZero();
    assertThat(err.toString()).contains("error: " + empty + ": is empty");

    Path broken = folder.resolve("broken.en");
    Files.write(broken, new byte[] {'a', '\n', (byte) 0xff, '\n'});
    assertThat(run("--hypotheses", hypotheses, "--reference", broken)).isNotZero();
    assertThat(err.toString()).contains("error: " + broken + ":2: byte 0xFF");

    Path table = file("table.tsv", "a\tb", "c");
    assertThat(run("--hypotheses", hypotheses, "--test", table)).isNotZero();
    assertThat(err.toString())
        .contains("error: " + table + ":2: expected at least 2 columns separated by tabs, found 1");
  }

  @Test
  void optionsThatDoNotGoTogetherAreSaidSo() throws IOException {
    Path file = hypotheses();
    assertUsage("give either a MODEL or --hypotheses", "--reference", file);
    assertUsage("not both", "m.zip", "--hypotheses", file, "--reference", file);
    assertUsage("give either --reference or --test", "--hypotheses", file);
    assertUsage("needs something to translate: give --source", "m.zip", "--reference", file);
    assertUsage("leave out --source", "m.zip", "--test", file, "--source", file);
    assertUsage("--columns must be two numbers", "m.zip", "--test", file, "--columns=0,1");
    assertUsage("--batch must be at least 1, but is 0", "m.zip", "--test", file, "--batch=0");
    assertUsage(
        "must be at least 1 and increase, got [5, 5]", "m.zip", "--test", file, "--lengths=5,5");
    assertUsage("--beam must be at least 1, but is 0", "m.zip", "--test", file, "--beam=0");
    assertUsage("needs a --beam of 2 or more", "m.zip", "--test", file, "--length-penalty=1");
    assertUsage("'13b' is none of 13a, intl, char, none", "m.zip", "--tokenizer=13b");
    assertUsage("\"laplace\" is unknown", "m.zip", "--smoothing=laplace");
    assertUsage("only floor and add-k have a value", "m.zip", "--smoothing=exp=2");
  }

  private void assertUsage(String message, Object... arguments) {
    err.getBuffer().setLength(0);
    assertThat(run(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains(message);
  }
}
