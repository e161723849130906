package org.attentionzoo.examples.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.text.Vocabulary;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine;

class TranslateCommandTest {

  private static final Vocabulary VOCABULARY = Vocabulary.of(List.of("a", "b"));

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

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
    assertThat(err.toString()).contains("MODEL.zip").contains("--beams");
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

  private int run(String input, String... args) {
    ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    TranslateCommand command =
        new TranslateCommand(network -> new EchoScorer(VOCABULARY.size()), in);
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
