package org.attentionzoo.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output that ends the program when it takes no more: with a full disk nothing may look
 * like a result, and where nobody reads on, all further work is in vain.
 */
final class StandardOutput extends OutputStream {

  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

  private final OutputStream out;
  private final boolean pipe;

  /** That of this process. */
  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out), isPipe());
  }

  /**
   * @param pipe whether it is known to go to another program
   */
  StandardOutput(OutputStream out, boolean pipe) {
    this.out = out;
    this.pipe = pipe;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * @throws OutputException if it cannot be written
   */
  @Override
  public void write(byte[] bytes, int from, int count) {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      // for no other reason does a pipe fail; the message may be in the user's language
      throw new OutputException(e, pipe || "Broken pipe".equals(e.getMessage()));
    }
  }

  private static boolean isPipe() {
    try {
      return Files.readSymbolicLink(DESCRIPTOR).toString().startsWith("pipe:");
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }
}
