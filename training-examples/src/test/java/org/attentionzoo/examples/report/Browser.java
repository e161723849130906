package org.attentionzoo.examples.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** A headless Chromium, driven through chromedriver by the WebDriver protocol. */
final class Browser implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  /** The chromedriver on the path, if Chromium is there, too. */
  static Optional<Path> chromedriver() {
    return find("chromium").isPresent() || find("google-chrome").isPresent()
        ? find("chromedriver")
        : Optional.empty();
  }

  private static Optional<Path> find(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param profile an empty folder for the browser's own files
   */
  Browser(Path chromedriver, Path profile) throws IOException {
    driver =
        new ProcessBuilder(chromedriver.toString(), "--port=0").redirectErrorStream(true).start();
    String server = "http://localhost:" + port() + "/session";
    List<String> flags =
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            "--user-data-dir=" + profile);
    Map<String, Object> wanted =
        Map.of(
            "goog:chromeOptions", Map.of("args", flags),
            "goog:loggingPrefs", Map.of("browser", "ALL"));
    JsonNode made = send("POST", server, Map.of("capabilities", Map.of("alwaysMatch", wanted)));
    session = server + "/" + made.get("sessionId").asText();
  }

  private String port() throws IOException {
    BufferedReader lines = driver.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        return started.group(1);
      }
    }
    throw new IOException("chromedriver ended before it had started");
  }

  void open(Path page) throws IOException {
    send("POST", session + "/url", Map.of("url", page.toUri().toString()));
  }

  /** Runs a function body and gives back what it returns. */
  JsonNode run(String script) throws IOException {
    return send("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** The text of the first element that a CSS selector finds. */
  String text(String selector) throws IOException {
    return run("return document.querySelector("
            + JSON.writeValueAsString(selector)
            + ").textContent")
        .asText();
  }

  /** Moves the pointer over the middle of an element. */
  void hover(String selector) throws IOException {
    pointer(selector, List.of());
  }

  void click(String selector) throws IOException {
    pointer(
        selector,
        List.of(
            Map.of("type", "pointerDown", "button", 0), Map.of("type", "pointerUp", "button", 0)));
  }

  private void pointer(String selector, List<Map<String, Object>> then) throws IOException {
    String found = JSON.writeValueAsString(selector);
    run("document.querySelector(" + found + ").scrollIntoView({block: 'center'})");
    JsonNode element =
        send("POST", session + "/element", Map.of("using", "css selector", "value", selector));
    List<Map<String, Object>> actions = new ArrayList<>();
    actions.add(Map.of("type", "pointerMove", "duration", 0, "x", 0, "y", 0, "origin", element));
    actions.addAll(then);
    send(
        "POST",
        session + "/actions",
        Map.of("actions", List.of(Map.of("type", "pointer", "id", "mouse", "actions", actions))));
  }

  /** Messages on the console since the last call. */
  List<String> console() throws IOException {
    List<String> messages = new ArrayList<>();
    for (JsonNode entry : send("POST", session + "/se/log", Map.of("type", "browser"))) {
      messages.add(entry.get("level").asText() + ": " + entry.get("message").asText());
    }
    return messages;
  }

  /** The visible part of the page as PNG. */
  byte[] screenshot() throws IOException {
    return Base64.getDecoder().decode(send("GET", session + "/screenshot", null).asText());
  }

  private JsonNode send(String method, String url, Object body) throws IOException {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).method(method, content).build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode value = JSON.readTree(answer.body()).get("value");
      if (answer.statusCode() != 200) {
        throw new IOException(method + " " + url + ": " + value);
      }
      return value;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      send("DELETE", session, null);
    } finally {
      driver.destroy();
    }
  }
}
