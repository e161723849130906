package org.attentionzoo.zoo.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.attentionzoo.layers.check.Arguments;

/** A stream into a file whose errors name the file; what writes to it keeps its own errors. */
public final class NamedOutput extends FilterOutputStream {

  private final Path path;

  /**
   * @param path what errors call it
   */
  public NamedOutput(Path path, OutputStream out) {
    super(Arguments.given("out", out));
    this.path = Arguments.given("path", path);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws FileSystemException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      throw error(path, e);
    }
  }

  @Override
  public void write(int value) throws FileSystemException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  static FileSystemException error(Path path, IOException e) {
    return error(path, "cannot be written: " + reason(e), e);
  }

  static FileSystemException error(Path path, String problem, IOException cause) {
    FileSystemException error = new FileSystemException(path.toString(), null, problem);
    error.initCause(cause);
    return error;
  }

  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
    return reason == null ? e.toString() : reason;
  }
}
