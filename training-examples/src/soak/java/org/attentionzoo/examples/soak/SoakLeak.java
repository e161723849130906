package org.attentionzoo.examples.soak;

import com.sun.jna.Native;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What a program may forget to give back: lost twice a second, and found again at the end. */
enum SoakLeak {
  NOTHING {
    @Override
    void lose() {}

    @Override
    void find() {}
  },

  /** A million bytes, written to. */
  NATIVE_MEMORY("MB resident", "MB allocated") {
    private final List<Long> lost = new ArrayList<>();

    @Override
    void lose() {
      long address = Native.malloc(BYTES);
      Native.getDirectByteBuffer(address, BYTES).put(new byte[BYTES]);
      lost.add(address);
    }

    @Override
    void find() {
      lost.forEach(Native::free);
      lost.clear();
    }
  },

  /** As much of the heap, which is resident from the start. */
  HEAP("MB of the heap") {
    private final List<byte[]> lost = new ArrayList<>();

    @Override
    void lose() {
      lost.add(new byte[BYTES]);
    }

    @Override
    void find() {
      lost.clear();
    }
  },

  THREADS("threads") {
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> lost = new ArrayList<>();

    @Override
    void lose() {
      Thread thread = new Thread(this::sleep, NAME);
      thread.setDaemon(true);
      thread.start();
      lost.add(thread);
    }

    private void sleep() {
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    void find() throws InterruptedException {
      end.countDown();
      for (Thread each : lost) {
        each.join();
      }
    }
  },

  FILES("open files") {
    private final List<InputStream> lost = new ArrayList<>();

    @Override
    void lose() throws IOException {
      Path file = Files.createTempFile(NAME, "");
      lost.add(new FileInputStream(file.toFile()));
      Files.delete(file);
    }

    @Override
    void find() throws IOException {
      for (InputStream each : lost) {
        each.close();
      }
    }
  };

  static final String NAME = "soak-leak";

  private static final int BYTES = 1_000_000;

  private final List<String> growing;

  SoakLeak(String... growing) {
    this.growing = List.of(growing);
  }

  /** What is to be seen growing. */
  List<String> growing() {
    return growing;
  }

  abstract void lose() throws IOException;

  /** Ends it. */
  abstract void find() throws Exception;
}
