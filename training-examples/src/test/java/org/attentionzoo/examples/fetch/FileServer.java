package org.attentionzoo.examples.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server with a few files, which can misbehave. */
final class FileServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new HashMap<>();
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean knowsRanges = true;
  private volatile int cutAfter = -1;

  FileServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI folder() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
  }

  URI file(String name, byte[] content) {
    files.put("/" + name, content);
    return folder().resolve(name);
  }

  /** Answers as the handler does. */
  URI handled(String name, HttpHandler handler) {
    server.createContext("/" + name, handler);
    return folder().resolve(name);
  }

  /** Sends all of a file, whatever is asked for. */
  void forgetRanges() {
    knowsRanges = false;
  }

  /** Breaks the next answer off after so many bytes. */
  void cutNextAfter(int bytes) {
    cutAfter = bytes;
  }

  /** What was asked for, "all" or a range, in order. */
  List<String> ranges() {
    return List.copyOf(ranges);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String range = exchange.getRequestHeaders().getFirst("Range");
      ranges.add(range == null ? "all" : range);
      if (path.equals("/moved")) {
        exchange.getResponseHeaders().set("Location", "/a.txt");
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      byte[] content = files.get(path);
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      int from = range != null && knowsRanges ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
      if (from > 0 && from >= content.length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      if (from > 0) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range",
                "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      int end = cutAfter < 0 ? content.length : from + cutAfter;
      cutAfter = -1;
      exchange.getResponseBody().write(content, from, end - from);
      exchange.getResponseBody().flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
