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
import java.util.Locale;
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
  private final Duration patience;

  Download(Progress progress) {
    this(progress, PATIENCE);
  }

  /**
   * @param patience with a server that sends nothing
   */
  Download(Progress progress, Duration patience) {
    this.progress = progress;
    this.patience = patience;
  }

  /**
   * Fetches what is missing of a file.
   *
   * @param part gets the bytes; may hold the first of them already; removed where nothing can come
   *     of it
   * @param maxBytes that the file may have
   * @throws IOException if the server cannot be reached, has no such file, sends another or too
   *     much, or breaks off, or if the disk is too small; names it
   */
  void fetch(URI uri, Path part, long maxBytes) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > maxBytes) {
      Files.delete(part); // of another file
      have = 0;
    }
    if (!fetch(uri, part, have, maxBytes)) {
      Files.delete(part); // of another file
      fetch(uri, part, 0, maxBytes);
    }
  }

  /** Whether what is there fits to what the server has. */
  private boolean fetch(URI uri, Path part, long have, long maxBytes) throws IOException {
    HttpResponse<InputStream> response = request(uri, have);
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case OK -> save(response, body, part, new Extent(0, length(response), maxBytes));
        case PARTIAL_CONTENT -> {
          Matcher range = contentRange(response);
          if (range == null || !Long.toString(have).equals(range.group(1))) {
            return restart(
                have,
                String.format(
                    Locale.ROOT, "%s: asked for the bytes from %,d on and got others", uri, have));
          }
          long rest = length(response);
          save(response, body, part, new Extent(have, rest < 0 ? -1 : have + rest, maxBytes));
        }
        case RANGE_NOT_SATISFIABLE -> {
          Matcher range = contentRange(response);
          if (range == null || !Long.toString(have).equals(range.group(2))) {
            return restart(have, refusal(uri, response));
          } // else it is complete
        }
        default -> throw new IOException(refusal(uri, response));
      }
    }
    return true;
  }

  /** Not twice from the beginning. */
  private static boolean restart(long have, String problem) throws IOException {
    if (have == 0) {
      throw new IOException(problem);
    }
    return false;
  }

  private static String refusal(URI uri, HttpResponse<?> response) {
    int status = response.statusCode();
    return status / 100 == 3
        ? String.format(
            Locale.ROOT,
            "%s leads in a circle, or to where it must not: at last %d to %s",
            uri,
            status,
            response.headers().firstValue("Location").orElse("nowhere"))
        : String.format(
            Locale.ROOT,
            "%s has no %s: it answered %d (%s)",
            uri.getHost(),
            uri.getPath(),
            status,
            uri);
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
          String.format(
              Locale.ROOT,
              "%s cannot be reached: %s",
              uri.getHost(),
              e.getMessage() == null ? "no such host, or no network" : e),
          e);
    }
  }

  /**
   * How much of a file is to come.
   *
   * @param from bytes that are there
   * @param total bytes of the file; -1 if the server does not say
   * @param most bytes that it may have
   */
  private record Extent(long from, long total, long most) {

    void check(URI uri, long bytes) throws IOException {
      if (bytes > most) {
        throw new TooLargeException(uri.toString(), bytes, most);
      }
    }
  }

  private void save(HttpResponse<InputStream> response, InputStream body, Path part, Extent extent)
      throws IOException {
    URI uri = response.uri();
    extent.check(uri, extent.total());
    checkSpace(part, extent.total() - extent.from());
    long have = extent.from();
    try (StallGuard guard = new StallGuard(body, patience);
        OutputStream out =
            Files.newOutputStream(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                have > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
      byte[] buffer = new byte[1 << 14];
      for (int n = read(uri, body, buffer, guard); n >= 0; n = read(uri, body, buffer, guard)) {
        have += n;
        extent.check(uri, have);
        write(out, buffer, n, part);
        progress.at(have, extent.total());
      }
    } catch (TooLargeException e) {
      Files.delete(part);
      throw e;
    }
  }

  /** Before the disk is full, for other programs need it, too. */
  private static void checkSpace(Path part, long needed) throws IOException {
    Path folder = part.toAbsolutePath().getParent();
    long free = Files.getFileStore(folder).getUsableSpace();
    if (needed > free) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: %,d bytes are to come, but there is room for %,d",
              folder,
              needed,
              free));
    }
  }

  private static void write(OutputStream out, byte[] buffer, int count, Path part)
      throws IOException {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: cannot be written, the same command goes on from there: %s",
              part,
              e.getMessage()),
          e);
    }
  }

  private int read(URI uri, InputStream body, byte[] buffer, StallGuard guard) throws IOException {
    try {
      int count = body.read(buffer);
      guard.came(Math.max(0, count));
      if (count >= 0 || !guard.stalled()) {
        return count;
      }
      throw new IOException("closed");
    } catch (IOException e) {
      String what =
          guard.stalled()
              ? String.format(
                  Locale.ROOT, "sent next to nothing for %d seconds", patience.toSeconds())
              : e.getMessage();
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s broke off in the middle of %s; the same command goes on from there (%s)",
              uri.getHost(),
              uri.getPath(),
              what),
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
