package org.attentionzoo.examples.report;

import java.io.Console;

/** Whether somebody watches. */
public final class Terminal {

  private Terminal() {}

  /**
   * Whether standard input and output are a terminal that can redraw a line. Up to Java 21 there is
   * no console otherwise; later there always is one, which knows by {@code isTerminal()}.
   */
  public static boolean isInteractive() {
    Console console = System.console();
    if (console == null || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException beforeJava22) {
      return true;
    }
  }
}
