package org.attentionzoo.zoo.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What a {@link WholeFile} asks of the file system; each of it can fail. */
class Disk {

  /**
   * A new file. Unlike a channel, it is not closed when the thread is interrupted.
   *
   * @throws IOException if there is no place for it
   */
  Output create(Path file) throws IOException {
    return new Output(file);
  }

  /** Gives a file another's name, at once. */
  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes new names last through a power cut. An interrupt waits until that is done. */
  void forceFolder(Path folder) throws IOException {
    boolean interrupted = false;
    try {
      while (!forced(folder)) {
        interrupted = Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** False if an interrupt came, which closes the channel. */
  private static boolean forced(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return true; // Windows opens no folder, and writes names through
    }
    try (channel) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      return false;
    }
  }

  /** A file that is being written. */
  static class Output extends FileOutputStream {

    Output(Path file) throws IOException {
      super(file.toFile());
    }

    /** Waits until everything written is on the disk. */
    void force() throws IOException {
      getFD().sync();
    }
  }
}
