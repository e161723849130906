package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Compared with the MarianTokenizer of Hugging Face's Transformers (make_marian.py). */
class SentencePieceTokenizerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  static InputStream resource(String name) {
    return SentencePieceTokenizerTest.class.getResourceAsStream("/marian/" + name);
  }

  private static JsonNode json(String name) throws IOException {
    try (InputStream in = resource(name)) {
      return JSON.readTree(in);
    }
  }

  static SentencePieceTokenizer tokenizer(String side) throws IOException {
    try (InputStream in = resource("tokenizer/" + side + ".spm")) {
      return new SentencePieceTokenizer(SentencePieceModel.of(in.readAllBytes()));
    }
  }

  private static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void dividesTextAsMarianTokenizerDoes() throws IOException {
    SentencePieceTokenizer source = tokenizer("source"); // unigrams, text is normalized
    SentencePieceTokenizer target = tokenizer("target"); // BPE, text stays as it is
    JsonNode sentences = json("sentences.json").get("sentences");
    assertThat(sentences).hasSize(100);
    for (JsonNode sentence : sentences) {
      String text = sentence.get("text").asText();
      assertThat(source.tokenize(text)).as(text).isEqualTo(strings(sentence.get("source")));
      assertThat(target.tokenize(text)).as(text).isEqualTo(strings(sentence.get("target")));
    }
  }

  @Test
  void joinsPiecesAsMarianTokenizerDoes() throws IOException {
    SentencePieceTokenizer target = tokenizer("target");
    JsonNode vocabulary = json("tokenizer/vocab.json");
    for (JsonNode join : json("sentences.json").get("joins")) {
      assertThat(target.join(strings(join.get("tokens")))).isEqualTo(join.get("text").asText());
    }
    for (JsonNode sentence : json("sentences.json").get("sentences")) {
      List<String> known =
          strings(sentence.get("target")).stream().filter(vocabulary::has).toList();
      assertThat(target.join(known)).isEqualTo(sentence.get("joined").asText());
    }
    assertThat(target.join(List.of("▁an", "<unk>", "▁man"))).isEqualTo("an<unk> man");
    assertThat(target.join(List.of("▁😀", "\uD835\uDD18"))).isEqualTo("😀\uD835\uDD18");
    assertThat(target.join(List.of())).isEmpty();
  }

  @Test
  void dividesAThousandLinesOfMulti30kAsMarianTokenizerDoes() throws Exception {
    Path data = Path.of("..", "shared", "data", "multi30k");
    Path beside = Path.of("..").resolve(data);
    Path folder = Files.isDirectory(data) ? data : beside;
    assumeTrue(Files.isDirectory(folder), "Multi30k is not there: " + beside.toAbsolutePath());
    JsonNode expected = json("multi30k.json");
    JsonNode ids = json("tokenizer/vocab.json");
    for (String side : List.of("source", "target")) {
      SentencePieceTokenizer tokenizer = tokenizer(side);
      Path file = folder.resolve(side.equals("source") ? "train.en" : "train.de");
      List<String> lines = Files.readAllLines(file).subList(0, 1000);
      List<String> digests = strings(expected.get(side));
      for (int i = 0; i < lines.size(); i++) {
        List<String> tokens = tokenizer.tokenize(lines.get(i));
        assertThat(digest(tokens, ids)).as(lines.get(i)).isEqualTo(digests.get(i));
      }
    }
  }

  /** What is left of the ids of a line that may not be passed on. */
  private static String digest(List<String> tokens, JsonNode ids) throws NoSuchAlgorithmException {
    String numbers =
        tokens.stream()
                .map(token -> (ids.has(token) ? ids.get(token) : ids.get("<unk>")).asText())
                .collect(Collectors.joining(" "))
            + (tokens.isEmpty() ? "0" : " 0");
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] digest = sha256.digest(numbers.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest).substring(0, 12);
  }

  @Test
  void comesBackFromJsonWithItsModel() throws IOException {
    SentencePieceTokenizer tokenizer = tokenizer("source");
    Tokenizer read = TokenizerJson.read(TokenizerJson.write(tokenizer));
    assertThat(read).isEqualTo(tokenizer).hasSameHashCodeAs(tokenizer);
    assertThat(read.tokenize("A man rides.")).isEqualTo(tokenizer.tokenize("A man rides."));
    assertThat(((SentencePieceTokenizer) read).model().pieces()).hasSize(300);
    assertThat(read).isNotEqualTo(tokenizer("target"));
  }

  @Test
  void severalThreadsMayUseOne() throws Exception {
    SentencePieceTokenizer tokenizer = tokenizer("source");
    List<String> expected = tokenizer("source").tokenize("Two dogs play in the snow.");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<String>>> tasks =
          IntStream.range(0, 200)
              .mapToObj(
                  i ->
                      (Callable<List<String>>)
                          () -> tokenizer.tokenize("Two dogs play in the snow."))
              .toList();
      for (Future<List<String>> each : threads.invokeAll(tasks)) {
        assertThat(each.get()).isEqualTo(expected);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatIsNoModelIsNamed() {
    assertInvalid("", "it has 0 bytes, expected 1 to 8,388,608");
    assertInvalid("0a020a00", "piece 0 has 0 bytes, expected 1 to 1000");
    assertInvalid("0a030a0161", "0 pieces stand for what is unknown, expected 1");
    assertInvalid("0a090a05", "a field of 9 bytes begins where 2 are left");
    assertInvalid("0b", "there are no fields of kind 3");
    assertInvalid("02", "there is no field 0");
    assertInvalid("ffffffffffffffffffffff", "a number has more than 10 bytes");
    assertInvalid("0a050a01611807", "piece 0 has the type 7");
    assertInvalid("0a080a0161150000c07f", "piece 0 has the score NaN");
    assertInvalid("0a040a02c328", "piece 0 is no UTF-8");
    assertInvalid("0a05120361", "a field of 5 bytes begins where 3 are left");
    assertInvalid("0a0508001a0161", "a field of kind 0 should be text or a message");
    assertInvalid("12021803", "it divides text in the way 3, not by unigrams or BPE");
    assertInvalid("1a061204ffffff7f", "a trie of 2147483647 bytes in 0 bytes");
  }

  private static void assertInvalid(String hex, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SentencePieceModel.of(HexFormat.of().parseHex(hex)))
        .withMessageStartingWith("Not a SentencePiece model: ")
        .withMessageContaining(message);
  }
}
