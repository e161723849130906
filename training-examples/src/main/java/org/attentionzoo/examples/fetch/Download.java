package org.attentionzoo.examples.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches a file over HTTP. What came before a connection broke stays, and the next try asks for
 * the rest of it only ({@code Range}, RFC 9110 section 14); a server that does not know ranges
 * sends all of it again.
 */
final class Download {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** Told how far it is. */
  interface Progress {

    /**
     * @param bytes that are there
     * @param total bytes of the file; -1 if the server does not say
     */
    void at(long bytes, long total);
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(PATIENCE)
          .build();
  private final Progress progress;

  Download(Progress progress) {
    this.progress = progress;
  }

  /**
   * Fetches what is missing of a file.
   *
   * @param part gets the bytes; may hold the first of them already
   * @throws IOException if the server cannot be reached, has no such file, or breaks off; names it
   */
  void fetch(URI uri, Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpResponse<InputStream> response = request(uri, have);
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case OK -> save(response, body, part, 0, length(response));
        case PARTIAL_CONTENT -> {
          Matcher range = contentRange(response);
          if (range == null || !Long.toString(have).equals(range.group(1))) {
            throw new IOException(
                "%s: asked for the bytes from %,d on and got others".formatted(uri, have));
          }
          long rest = length(response);
          save(response, body, part, have, rest < 0 ? -1 : have + rest);
        }
        case RANGE_NOT_SATISFIABLE -> {
          Matcher range = contentRange(response);
          if (range == null || !Long.toString(have).equals(range.group(2))) {
            Files.delete(part); // of another file
            fetch(uri, part);
          } // else it is complete
        }
        default ->
            throw new IOException(
                "%s has no %s: it answered %d (%s)"
                    .formatted(uri.getHost(), uri.getPath(), response.statusCode(), uri));
      }
    }
  }

  private HttpResponse<InputStream> request(URI uri, long have) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(PATIENCE).header("User-Agent", "attention-zoo");
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(uri + ": interrupted", e);
    } catch (ConnectException | HttpTimeoutException e) {
      throw new IOException(
          "%s cannot be reached: %s"
              .formatted(uri.getHost(), e.getMessage() == null ? "no such host, or no network" : e),
          e);
    }
  }

  private void save(
      HttpResponse<InputStream> response, InputStream body, Path part, long from, long total)
      throws IOException {
    long have = from;
    try (OutputStream out =
        Files.newOutputStream(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
      byte[] buffer = new byte[1 << 14];
      for (int n = read(response, body, buffer); n >= 0; n = read(response, body, buffer)) {
        out.write(buffer, 0, n);
        have += n;
        progress.at(have, total);
      }
    }
  }

  private static int read(HttpResponse<?> response, InputStream body, byte[] buffer)
      throws IOException {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw new IOException(
          "%s broke off in the middle of %s; the same command goes on from there (%s)"
              .formatted(response.uri().getHost(), response.uri().getPath(), e.getMessage()),
          e);
    }
  }

  private static long length(HttpResponse<?> response) {
    return response.headers().firstValueAsLong("Content-Length").orElse(-1);
  }

  private static Matcher contentRange(HttpResponse<?> response) {
    Matcher range =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    return range.matches() ? range : null;
  }
}
