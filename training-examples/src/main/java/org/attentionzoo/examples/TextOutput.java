package org.attentionzoo.examples;

import java.io.Console;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Writers that lose no letter. Without a locale (a container, cron) Java 17 writes ASCII, and a
 * translation is full of question marks; then and in pipes it is UTF-8, as standard input is. Lines
 * end alike everywhere.
 */
final class TextOutput extends PrintWriter {

  private TextOutput(OutputStream stream) {
    super(new OutputStreamWriter(stream, charset()), true);
  }

  static PrintWriter on(OutputStream stream) {
    return new TextOutput(stream);
  }

  @Override
  public void println() {
    write('\n');
    flush();
  }

  private static Charset charset() {
    Console console = System.console();
    boolean writesAll = console != null && console.charset().newEncoder().canEncode('→');
    return writesAll ? console.charset() : StandardCharsets.UTF_8;
  }
}
