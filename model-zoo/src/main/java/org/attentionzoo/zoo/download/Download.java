package org.attentionzoo.zoo.download;

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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attentionzoo.layers.check.Arguments;

/**
 * Fetches a file over HTTP, or from a {@code file:} address. What came before a connection broke
 * stays, and the next try asks for the rest of it only ({@code Range}, RFC 9110 section 14); a
 * server that does not know ranges sends all of it again.
 *
 * <p>Whoever sends it may be anybody: nothing is taken beyond a limit, for which there is room on
 * the disk, and a server that sends next to nothing is left. From HTTPS no redirect leads to HTTP.
 */
public final class Download {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** Told how far it is. */
  @FunctionalInterface
  public interface Progress {

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

  /** With half a minute's patience. */
  public Download(Progress progress) {
    this(progress, PATIENCE);
  }

  /**
   * @param progress told how far it is
   * @param patience with a server that sends nothing
   * @throws IllegalArgumentException if there is no patience
   */
  public Download(Progress progress, Duration patience) {
    this.progress = Arguments.given("progress", progress);
    this.patience = Arguments.given("patience", patience);
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience must be above 0, but is " + patience);
    }
  }

  /**
   * Fetches what is missing of a file.
   *
   * @param uri of {@code http}, {@code https} or {@code file}
   * @param part gets the bytes; may hold the first of them already; removed where nothing can come
   *     of it
   * @param maxBytes that the file may have
   * @throws IllegalArgumentException if the address is of another kind
   * @throws TooLargeException if there is more to come than that
   * @throws IOException if the server cannot be reached, has no such file, sends another or breaks
   *     off, or if the disk is too small; names it
   */
  public void fetch(URI uri, Path part, long maxBytes) throws IOException {
    checkKind(uri);
    Arguments.given("part", part);
    Arguments.within("maxBytes", maxBytes, 1, Long.MAX_VALUE);
    if (uri.getScheme().equals("file")) {
      copy(Path.of(uri), part, maxBytes);
      return;
    }
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

  /**
   * Fails unless something can be fetched from an address.
   *
   * @throws IllegalArgumentException if it is not an absolute one of {@code http}, {@code https} or
   *     {@code file}; names it
   */
  public static URI checkKind(URI uri) {
    String scheme = Arguments.given("uri", uri).getScheme();
    boolean server = "http".equals(scheme) || "https".equals(scheme);
    boolean local = "file".equals(scheme) && uri.getPath() != null && uri.getAuthority() == null;
    if (!(local || (server && uri.getHost() != null))) {
      throw new IllegalArgumentException(
          "an address must be like https://example.org/a.zip or file:///a.zip, but is \""
              + uri
              + '"');
    }
    return uri;
  }

  private void copy(Path file, Path part, long maxBytes) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
    }
    long bytes = Files.size(file);
    if (bytes > maxBytes) {
      throw new TooLargeException(file.toString(), bytes, maxBytes);
    }
    checkSpace(part, bytes);
    Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
    progress.at(bytes, bytes);
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
              "%s: cannot be written, the next try goes on from there: %s",
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
              "%s broke off in the middle of %s; the next try goes on from there (%s)",
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
