package org.attentionzoo.zoo.file;

import java.io.IOException;
import java.nio.file.Path;

/** Another program writes to a folder. */
public final class FolderInUseException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param holder which program; empty if that is not known
   */
  FolderInUseException(Path folder, String holder) {
    super(
        folder
            + " is in use: "
            + (holder.isEmpty() ? "another program" : holder)
            + " writes to it");
  }
}
