package org.attentionzoo.examples.soak;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import java.util.List;

/**
 * What the C library has given out and not got back, of all threads together: arrays of ND4J,
 * objects of oneDNN, the JVM's own. Unlike what is resident, it does not count what lies free
 * between.
 */
final class Malloc {

  private static final C LIBRARY = Native.loadLibrary("c", C.class);

  private Malloc() {}

  /** {@code struct mallinfo2}. */
  public static class Info extends Structure {
    public long arena;
    public long ordblks;
    public long smblks;
    public long hblks;
    public long hblkhd;
    public long usmblks;
    public long fsmblks;
    public long uordblks;
    public long fordblks;
    public long keepcost;

    /** As it is returned. */
    public static final class Value extends Info implements Structure.ByValue {}

    @Override
    protected List<String> getFieldOrder() {
      return List.of(
          "arena",
          "ordblks",
          "smblks",
          "hblks",
          "hblkhd",
          "usmblks",
          "fsmblks",
          "uordblks",
          "fordblks",
          "keepcost");
    }
  }

  /** glibc 2.33 and newer. */
  public interface C extends Library {
    /** See {@code mallinfo(3)}. */
    Info.Value mallinfo2();
  }

  /** Bytes in use. */
  static long bytes() {
    Info info = LIBRARY.mallinfo2();
    return info.uordblks + info.hblkhd; // of arenas, and large ones from the system itself
  }
}
