package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** What Java deserialisation must never see: it ends the JVM, with a status of its own. */
public final class SerialCanary implements Serializable {

  private static final long serialVersionUID = 1L;

  private void readObject(ObjectInputStream in) throws IOException {
    Runtime.getRuntime().halt(StaticCanary.STATUS);
  }
}
