package org.attentionzoo.examples.options;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;

/**
 * Whether this process reads serialized Java objects. No file that a command reads holds any, so
 * none is read; only the machines of a cluster send them to each other.
 */
public final class SerializedObjects {

  private static volatile boolean expected;

  private SerializedObjects() {}

  /** Refuses all, until some are expected; a filter that was set on the command line stays. */
  public static void refuse() {
    if (ObjectInputFilter.Config.getSerialFilter() == null) {
      ObjectInputFilter.Config.setSerialFilter(
          object -> expected || object.serialClass() == null ? Status.UNDECIDED : Status.REJECTED);
    }
  }

  /** From now on this process is part of a cluster, whose machines trust each other. */
  public static void expect() {
    expected = true;
  }
}
