package org.attentionzoo.examples.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attentionzoo.examples.AttentionZoo;
import org.attentionzoo.examples.train.TrainingUi;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.batch.SequencePair;
import org.attentionzoo.zoo.batch.BatchIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Dl4jTrainingUiTest {

  private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"(/assets/[^\"]+)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private final StringWriter err = new StringWriter();
  private int port;

  @TempDir Path folder;

  @BeforeEach
  void choosePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
  }

  @Test
  void pagesShowTheTrainingUntilTheyAreClosed() throws Exception {
    URI address;
    try (TrainingUi.Served pages = TrainingUi.ofThisBuild().serve(port)) {
      address = pages.address();
      fit(pages);
      assertThat(get("/train/overview").body()).contains("DL4J Training UI");
      awaitContent("/train/overview/data", "\"scores\" : \\[ \\d");
      assertThat(get("/train/model/graph").body()).contains("encoder").contains("decoder");
      assertThat(get("/train/system/data").statusCode()).isEqualTo(200);
    }
    assertThat(address.getPort()).isEqualTo(port);
    assertThatThrownBy(() -> get("/train/overview")).isInstanceOf(ConnectException.class);
  }

  @Test
  void allThatThePagesLoadIsThere() throws Exception {
    try (TrainingUi.Served pages = TrainingUi.ofThisBuild().serve(port)) {
      assertThat(pages.address().getPath()).isEqualTo("/train");
      List<String> missing = new ArrayList<>();
      for (String page : List.of("overview", "model", "system")) {
        Matcher asset = ASSET.matcher(get("/train/" + page).body());
        while (asset.find()) {
          if (get(asset.group(1)).statusCode() != 200) {
            missing.add(page + ": " + asset.group(1));
          }
        }
      }
      assertThat(missing).isEmpty();
    }
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int number = taken.getLocalPort();
      assertThatThrownBy(() -> TrainingUi.ofThisBuild().serve(number))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + number + " cannot be used");
    }
  }

  @Test
  void aTrainingThatIsShownComputesTheSame() throws IOException {
    Files.write(folder.resolve("a.de"), List.of("ein Hund", "zwei Katzen", "drei", "vier V"));
    Files.write(folder.resolve("a.en"), List.of("a dog", "two cats", "three", "four B"));
    assertThat(train("shown", "--ui=" + port)).as("%s", err).isZero();
    assertThat(err.toString()).contains("Training UI: http://localhost:" + port + "/train");
    assertThat(train("alone")).as("%s", err).isZero();
    assertThat(ModelZip.load(folder.resolve("shown/model.zip")).network().params())
        .isEqualTo(ModelZip.load(folder.resolve("alone/model.zip")).network().params());
    assertThatThrownBy(() -> get("/train")).isInstanceOf(ConnectException.class);
  }

  private int train(String out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--train-source=" + folder.resolve("a.de"),
                "--train-target=" + folder.resolve("a.en"),
                "--out=" + folder.resolve(out),
                "--tokenizer=word",
                "--model=bahdanau",
                "--units=8",
                "--embedding-size=8",
                "--batch-size=1",
                "--steps=12",
                "--valid-size=1"));
    arguments.addAll(List.of(more));
    return AttentionZoo.commandLine()
        .setOut(new PrintWriter(new StringWriter()))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  /** Enough batches for several points of the curves. */
  private static void fit(TrainingUi.Served pages) {
    List<SequencePair> pairs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int[] tokens = {4 + i % 3, 5, 4 + i % 4};
      pairs.add(new SequencePair(tokens, tokens));
    }
    ComputationGraph net =
        AttentionSeq2Seq.builder()
            .sourceVocabularySize(8)
            .targetVocabularySize(8)
            .embeddingSize(4)
            .units(6)
            .build()
            .init();
    net.addListeners(pages.listener());
    net.fit(BatchIterator.builder(pairs).batchSize(1).build(), 1);
  }

  /** Statistics reach the pages within a second or so. */
  private void awaitContent(String path, String pattern) throws Exception {
    Pattern wanted = Pattern.compile(pattern);
    String body = get(path).body();
    for (int tries = 0; tries < 100 && !wanted.matcher(body).find(); tries++) {
      Thread.sleep(100);
      body = get(path).body();
    }
    assertThat(body).containsPattern(wanted);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + port + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
