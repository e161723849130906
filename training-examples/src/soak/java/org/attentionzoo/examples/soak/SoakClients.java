package org.attentionzoo.examples.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.attentionzoo.zoo.translation.Translator;

/**
 * Four threads that translate with the best model so far, and take up the next best one when there
 * is one. What one of them gets from a model, all get.
 */
final class SoakClients implements AutoCloseable {

  private final Path best;
  private final List<String> sentences;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicLong requests = new AtomicLong();
  private final Map<String, String> answers = new ConcurrentHashMap<>(); // of the present model
  private volatile Integer present;
  private volatile boolean ended;

  SoakClients(Path best, List<String> sentences) {
    this.best = best;
    this.sentences = sentences;
    for (int client = 0; client < 4; client++) {
      Random random = new Random(client);
      running.add(threads.submit(() -> translate(random)));
    }
  }

  private Void translate(Random random) throws IOException, InterruptedException {
    while (!ended) {
      if (!Files.exists(best)) {
        Thread.sleep(100);
        continue;
      }
      long modified = Files.getLastModifiedTime(best).toMillis();
      byte[] zip = Files.readAllBytes(best);
      Path own = Files.write(Files.createTempFile("soak", ".zip"), zip); // of this content only
      try (Translator translator = Translator.load(own)) {
        Files.delete(own);
        begin(Arrays.hashCode(zip));
        while (!ended && Files.getLastModifiedTime(best).toMillis() == modified) {
          request(translator, Arrays.hashCode(zip), random);
        }
      }
    }
    return null;
  }

  private synchronized void begin(int model) {
    if (present == null || present != model) {
      present = model;
      answers.clear();
    }
  }

  private void request(Translator translator, int model, Random random)
      throws InterruptedException {
    String text = sentences.get(random.nextInt(sentences.size()));
    compare(model, text, translator.translate(text));
    requests.incrementAndGet();
    Thread.sleep(random.nextInt(100)); // as users do
  }

  private synchronized void compare(int model, String text, String found) {
    if (present != model) {
      return; // another thread has the next model already
    }
    String before = answers.putIfAbsent(text, found);
    if (before != null && !before.equals(found)) {
      throw new AssertionError(text + " was " + before + " and is " + found);
    }
  }

  long requests() {
    return requests.get();
  }

  /** Ends them; what was wrong in one of them comes out here. */
  @Override
  public void close() throws Exception {
    ended = true;
    threads.shutdown();
    for (Future<?> each : running) {
      each.get();
    }
  }
}
