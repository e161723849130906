package org.attentionzoo.zoo.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A disk of which one call fails, or all from that on: creating, writing, forcing, closing, moving
 * and forcing the folder, counted from 0 in the order in which they come.
 */
public final class FaultyDisk extends Disk {

  private final int failing;
  private final boolean once;
  private int calls;

  private FaultyDisk(int failing, boolean once) {
    this.failing = failing;
    this.once = once;
  }

  /** A file on a disk whose call of this number fails, once or from then on. */
  public static WholeFile file(Path path, int failing, boolean once) {
    return new WholeFile(path, new FaultyDisk(failing, once));
  }

  /** A file on a disk that inverts the byte at a place, and tells nobody. */
  public static WholeFile garbling(Path path, long place) {
    return new WholeFile(
        path,
        new Disk() {
          @Override
          Output create(Path file) throws IOException {
            return new Output(file) {
              private long written;

              @Override
              public void write(byte[] bytes, int from, int count) throws IOException {
                byte[] garbled = Arrays.copyOfRange(bytes, from, from + count);
                if (place >= written && place < written + count) {
                  garbled[(int) (place - written)] ^= (byte) 0xFF;
                }
                written += count;
                super.write(garbled, 0, count);
              }
            };
          }
        });
  }

  private void call() throws IOException {
    int call = calls++;
    if (call == failing || (call > failing && !once)) {
      throw new IOException("No space left on device");
    }
  }

  @Override
  Output create(Path file) throws IOException {
    call();
    return new Output(file) {
      private boolean closed;

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        call();
        super.write(bytes, from, count);
      }

      @Override
      void force() throws IOException {
        call();
        super.force();
      }

      @Override
      public void close() throws IOException {
        super.close();
        if (!closed) {
          closed = true;
          call();
        }
      }
    };
  }

  @Override
  void move(Path from, Path to) throws IOException {
    call();
    super.move(from, to);
  }

  @Override
  void forceFolder(Path folder) throws IOException {
    call();
    super.forceFolder(folder);
  }
}
