package org.attentionzoo.examples.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.text.Tokenizers;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.text.WhitespaceTokenizer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine;

class TranslateCommandTest {

  private static final Vocabulary VOCABULARY = Vocabulary.of(List.of("a", "b"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private double doubt;
  private boolean doubtMoreWithEachModel;

  @TempDir private Path folder;

  @Test
  void everyLineGetsALine() throws IOException {
    assertThat(run("ab\n\nba\n", zip("character").toString())).isZero();
    assertThat(out.toString().lines()).containsExactly("ab", "", "ba");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void beamSearchAnswersToo() throws IOException {
    assertThat(run("ab\nb", zip("character").toString(), "--beam", "3")).isZero();
    assertThat(out.toString().lines()).containsExactly("ab", "b");
  }

  @Test
  void moreLinesThanABatchKeepTheirOrder() throws IOException {
    String lines = "a\nbb\nab\n".repeat(200);
    assertThat(run(lines, zip("character").toString())).isZero();
    assertThat(out.toString().lines()).containsExactlyElementsOf(lines.lines().toList());
  }

  @Test
  void emptyInputIsSaidAndNoFailure() throws IOException {
    assertThat(run("", zip("character").toString())).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).contains("empty");
  }

  @Test
  void aBeamOutOfRangeIsAUsageError() throws IOException {
    String zip = zip("character").toString();
    assertThat(run("a", zip, "--beam", "0")).isEqualTo(2);
    assertThat(run("a", zip, "--beam", "7")).isEqualTo(2);
    assertThat(err.toString()).contains("but is 0").contains("but is 7");
  }

  @Test
  void aModelIsNeededAndUnknownOptionsAreNamed() {
    assertThat(run("a")).isEqualTo(2);
    assertThat(run("a", "x.zip", "--beams", "3")).isEqualTo(2);
    assertThat(err.toString()).contains("MODEL").contains("--beams");
  }

  @Test
  void aMissingOrForeignZipIsNamed() throws IOException {
    Path text = Files.writeString(folder.resolve("text.zip"), "no zip");
    assertThat(run("a", folder.resolve("none.zip").toString())).isEqualTo(1);
    assertThat(run("a", text.toString())).isEqualTo(1);
    assertThat(run("a", zip("words").toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("none.zip: does not exist")
        .contains("text.zip: is not a zip")
        .contains("was made for \"words\"");
  }

  @Test
  void theBestTranslationsComeWithTheirScores() throws IOException {
    doubt = 0.05;
    String zip = zip("character").toString();
    assertThat(run("ab\n\nb", zip, "--beam=3", "--n-best=3", "--length-penalty=0")).isZero();
    List<String[]> rows =
        out.toString().lines().map(line -> line.split(" \\|\\|\\| ", -1)).toList();
    assertThat(rows)
        .extracting(row -> row[0])
        .containsExactly("1", "1", "1", "2", "2", "2", "3", "3", "3");
    assertThat(rows).extracting(row -> row[1]).startsWith("ab", "", "a").contains("b");
    assertThat(rows.subList(3, 6)).allSatisfy(row -> assertThat(row).endsWith("", "-Infinity"));
    double right = Math.log(0.75);
    double wrong = Math.log(0.05);
    double[] expected = {3 * right, wrong, right + wrong, 2 * right};
    List<String[]> ofText = new ArrayList<>(rows.subList(0, 3));
    ofText.add(rows.get(6));
    for (int i = 0; i < expected.length; i++) {
      assertThat(Double.parseDouble(ofText.get(i)[2])).isCloseTo(expected[i], within(2e-6));
    }
  }

  @Test
  void theLengthPenaltyIsInTheScore() throws IOException {
    doubt = 0.05;
    String zip = zip("character").toString();
    assertThat(run("ab", zip, "--beam=2", "--n-best=1", "--length-penalty=1")).isZero();
    double score = Double.parseDouble(out.toString().strip().split(" \\|\\|\\| ")[2]);
    assertThat(score).isCloseTo(3 * Math.log(0.75) / ((5 + 3) / 6.0), within(2e-6));
  }

  @Test
  void severalModelsDecideByTheMeanOfTheirProbabilities() throws IOException {
    doubt = 0.05;
    doubtMoreWithEachModel = true;
    String zip = zip("character").toString();
    assertThat(run("ab", zip, zip, "--beam=2", "--n-best=1", "--length-penalty=0")).isZero();
    String[] answer = out.toString().strip().split(" \\|\\|\\| ");
    assertThat(answer[1]).isEqualTo("ab");
    double mean = (0.75 + 0.5) / 2; // of the right token, doubts 0.05 and 0.10
    assertThat(Double.parseDouble(answer[2])).isCloseTo(3 * Math.log(mean), within(2e-6));
  }

  @Test
  void modelsThatDoNotFitTogetherAreNamed() throws IOException {
    Path first = Files.move(zip("character"), folder.resolve("first.zip"));
    ModelZip saved = ModelZip.load(first);
    Vocabulary others = Vocabulary.of(List.of("a", "c"));
    Path source = folder.resolve("source.zip");
    new ModelZip(saved.network(), others, VOCABULARY, saved.card()).save(source);
    Path target = folder.resolve("target.zip");
    new ModelZip(saved.network(), VOCABULARY, others, saved.card()).save(target);
    Path words = folder.resolve("words.zip");
    Tokenizers tokenizers = new Tokenizers(new WhitespaceTokenizer(), new WhitespaceTokenizer());
    new ModelZip(saved.network(), VOCABULARY, VOCABULARY, saved.card(), Optional.of(tokenizers))
        .save(words);
    for (Path other : List.of(source, target, words)) {
      assertThat(run("a", first.toString(), other.toString())).isEqualTo(1);
    }
    assertThat(run("a", first.toString(), folder.resolve("none.zip").toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("source.zip: has other source tokens than " + first)
        .contains("target.zip: has other target tokens than " + first)
        .contains("words.zip: has other tokenizers than " + first)
        .contains("none.zip: does not exist");
  }

  @Test
  void theSameSeedDrawsTheSameTranslations() throws IOException {
    doubt = 0.1;
    String first = sample("--seed=7", "--n-best=20");
    assertThat(sample("--seed=7", "--n-best=20")).isEqualTo(first);
    assertThat(sample("--seed=8", "--n-best=20")).isNotEqualTo(first);
    assertThat(first.lines().distinct()).hasSizeGreaterThan(3);
    assertThat(first.lines()).hasSize(20);
  }

  @Test
  void aSafeDrawIsTheMostProbableTranslation() throws IOException {
    doubt = 0.1;
    for (String safe : List.of("--temperature=0.01", "--top-k=1", "--top-p=0.01")) {
      assertThat(sample(safe, "--n-best=20").lines().map(line -> line.split(" ")[2]))
          .as(safe)
          .containsOnly("abba");
    }
  }

  @Test
  void optionsOfAnotherSearchAreRefused() throws IOException {
    String zip = zip("character").toString();
    assertThat(run("a", zip, "--top-k=2")).isEqualTo(2);
    assertThat(run("a", zip, "--sample", "--beam=2")).isEqualTo(2);
    assertThat(run("a", zip, "--beam=2", "--n-best=3")).isEqualTo(2);
    assertThat(run("a", zip, "--sample", "--temperature=0")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--top-k 2 needs --sample")
        .contains("--beam 2 needs a search without --sample")
        .contains("--n-best must be at most the beam (2), but is 3")
        .contains("--temperature must be positive, but is 0");
  }

  @Test
  void attentionIsDrawnForEachLineThatHasText() throws IOException {
    Path pictures = folder.resolve("pictures");
    String zip = zip("character").toString();
    assertThat(run("ab\n\nabababababab\n", zip, "--attention=" + pictures)).isZero();
    assertThat(out.toString().lines()).containsExactly("ab", "", "abababababab");
    assertThat(pictures.toFile().list())
        .containsExactlyInAnyOrder("attention-1.png", "attention-3.png");
    BufferedImage narrow = ImageIO.read(pictures.resolve("attention-1.png").toFile());
    BufferedImage wide = ImageIO.read(pictures.resolve("attention-3.png").toFile());
    assertThat(wide.getWidth()).isGreaterThan(narrow.getWidth());
  }

  @Test
  void aModelWithoutAttentionSaysSo() throws IOException {
    Path file = folder.resolve("seq2seq.zip");
    ComputationGraph network =
        Seq2Seq.builder()
            .sourceVocabularySize(VOCABULARY.size())
            .targetVocabularySize(VOCABULARY.size())
            .embeddingSize(4)
            .units(4)
            .build()
            .init();
    ModelCard card = ModelCard.builder("seq2seq").tokenizer("character").build();
    new ModelZip(network, VOCABULARY, VOCABULARY, card).save(file);
    int code =
        AttentionZoo.commandLine()
            .setErr(new PrintWriter(err))
            .execute(
                "translate",
                file.toString(),
                "--input=" + Files.writeString(folder.resolve("lines"), "ab\n"),
                "--attention=" + folder.resolve("pictures"));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("seq2seq.zip: --attention: this model has no attention weights")
        .doesNotContain("\tat ");
  }

  @Test
  void aLineThatIsTooLongOrNoUtf8IsNamedAndDoesNotStopTheOthers() throws IOException {
    String zip = zip("character").toString();
    assertThat(run("ab\nababab\nb\n", zip, "--max-source=5")).isZero();
    Path latin = folder.resolve("latin");
    Files.write(latin, "ab\nbä\nb\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run("", zip, "--input=" + latin)).isZero();
    assertThat(out.toString().lines()).containsExactly("ab", "", "b", "ab", "", "b");
    assertThat(err.toString())
        .contains("Warning: line 2 has 6 tokens, more than --max-source 5")
        .contains(
            "latin:2: byte 0xE4 at position 2 of the line is not UTF-8; it looks like ISO-8859");
  }

  @Test
  void suchALineIsAnErrorIfThatIsWanted() throws IOException {
    String zip = zip("character").toString();
    assertThat(run("ab\nababab\n", zip, "--max-source=5", "--strict")).isEqualTo(1);
    Path latin = folder.resolve("latin");
    Files.write(latin, "ab\nbä\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run("", zip, "--input=" + latin, "--strict")).isEqualTo(1);
  }

  @Test
  void everyLineHasAsManyTranslationsAsAreWanted() throws IOException {
    doubt = 0.05;
    String zip = zip("character").toString();
    String input = "ab\n \u00a0\nabababab\n\u200b\nb\n";
    assertThat(run(input, zip, "--max-source=5", "--beam=6", "--n-best=6", "--max-length=1"))
        .isZero();
    List<String[]> rows =
        out.toString().lines().map(line -> line.split(" \\|\\|\\| ", -1)).toList();
    assertThat(rows).hasSize(30).allMatch(row -> row.length == 3);
    for (int n = 0; n < rows.size(); n++) {
      assertThat(rows.get(n)[0]).isEqualTo(String.valueOf(n / 6 + 1));
      double score = Double.parseDouble(rows.get(n)[2]);
      assertThat(score)
          .isLessThanOrEqualTo(n % 6 == 0 ? 0 : Double.parseDouble(rows.get(n - 1)[2]));
    }
  }

  @Test
  void linesOfNothingButBlanksHaveNoTranslation() throws IOException {
    String zip = zip("character").toString();
    assertThat(run("ab\n\n \t \n\u00a0 \n\u200b\nba\n", zip)).isZero();
    assertThat(out.toString()).isEqualTo("ab\n\n\n\n\nba\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whiteSpaceAroundALineChangesNothing() throws IOException {
    assertThat(run("ab\n ab\nab \n\tab\n\uFEFFab\u00a0 \r\n", zip("character").toString()))
        .isZero();
    assertThat(out.toString()).isEqualTo("ab\n".repeat(5));
  }

  @Test
  void whatIsDrawnForALineDependsOnItsNumberOnly() throws IOException {
    doubt = 0.1;
    String lines = "abba\nb\nabba\n\nabba\naba\nabba\n";
    String zip = zip("character").toString();
    List<List<String>> drawn = new ArrayList<>();
    for (String batch : List.of("--batch=1", "--batch=2", "--batch=64")) {
      out.getBuffer().setLength(0);
      assertThat(run(lines, zip, "--sample", "--n-best=4", batch)).isZero();
      drawn.add(out.toString().lines().toList());
    }
    assertThat(drawn.get(1)).isEqualTo(drawn.get(0));
    assertThat(drawn.get(2)).isEqualTo(drawn.get(0));
    assertThat(IntStream.of(0, 2, 4, 6).mapToObj(n -> texts(drawn.get(0), n)).distinct())
        .hasSize(4);

    out.getBuffer().setLength(0);
    assertThat(run("b\nb\nabba\n", zip, "--sample", "--n-best=4")).isZero();
    assertThat(texts(out.toString().lines().toList(), 2)).isEqualTo(texts(drawn.get(0), 2));
  }

  private static List<String> texts(List<String> drawn, int line) {
    return drawn.subList(4 * line, 4 * line + 4).stream().map(row -> row.split(" ", 3)[2]).toList();
  }

  @Test
  void theFileThatIsReadMayBeTheOneThatIsWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("lines"), "ab\nba\n".repeat(9000));
    assertThat(run("", zip("character").toString(), "--input=" + file, "--output=" + file))
        .isZero();
    assertThat(file).hasContent("ab\nba\n".repeat(9000));
  }

  @Test
  void whatEndsInTheMiddleLeavesTheOldTranslations() throws IOException {
    String zip = zip("character").toString();
    Path output = Files.writeString(folder.resolve("out.txt"), "old");
    Path latin = folder.resolve("latin");
    Files.write(latin, ("ab\n".repeat(3000) + "bä\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(run("", zip, "--strict", "--input=" + latin, "--output=" + output)).isEqualTo(1);
    Path longer = Files.writeString(folder.resolve("longer"), "ab\n".repeat(3000) + "ababab\n");
    assertThat(
            run("", zip, "--strict", "--max-source=5", "--input=" + longer, "--output=" + output))
        .isEqualTo(1);
    assertThat(err.toString()).contains("line 3001 has 6 tokens, more than --max-source 5");
    assertThat(output).hasContent("old");
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("model.zip", "out.txt", "latin", "longer");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskEndsTheTranslationOfAFile() throws IOException {
    Path lines = Files.writeString(folder.resolve("lines"), "ab\n".repeat(100_000));
    String zip = zip("character").toString();
    assertThat(run("", zip, "--input=" + lines, "--output=/dev/full")).isEqualTo(1);
    assertThat(err.toString()).contains("/dev/full: cannot be written: No space left on device");
  }

  private String sample(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(zip("character").toString(), "--sample"));
    arguments.addAll(List.of(options));
    out.getBuffer().setLength(0);
    assertThat(run("abba", arguments.toArray(String[]::new))).as("%s", err).isZero();
    return out.toString();
  }

  private int run(String input, String... args) {
    ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    AtomicInteger models = new AtomicInteger();
    TranslateCommand command =
        new TranslateCommand(
            network -> {
              int factor = doubtMoreWithEachModel ? models.incrementAndGet() : 1;
              return new EchoScorer(VOCABULARY.size(), factor * doubt);
            },
            in);
    return new CommandLine(command)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  private Path zip(String tokenizer) throws IOException {
    int size = VOCABULARY.size();
    ComputationGraphConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("source")
            .addLayer(
                "embedding",
                new EmbeddingSequenceLayer.Builder().nIn(size).nOut(3).build(),
                "source")
            .addLayer(
                "out",
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .dataFormat(RNNFormat.NCW)
                    .nIn(3)
                    .nOut(size)
                    .build(),
                "embedding")
            .setOutputs("out")
            .build();
    ComputationGraph network = new ComputationGraph(conf);
    network.init();
    Path file = folder.resolve("model.zip");
    ModelCard card = ModelCard.builder("echo").tokenizer(tokenizer).build();
    new ModelZip(network, VOCABULARY, VOCABULARY, card).save(file);
    return file;
  }
}
