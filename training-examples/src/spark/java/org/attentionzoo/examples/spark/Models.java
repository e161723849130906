package org.attentionzoo.examples.spark;

import java.io.IOException;
import org.attentionzoo.examples.translate.LineTranslator;
import org.attentionzoo.examples.translate.TranslationCluster.Task;

/** The models of this machine: loaded once, whatever is translated with them. */
final class Models {

  private static Task task;
  private static LineTranslator translator;

  private Models() {}

  /** Those of a task; an executor has one at a time. */
  static synchronized LineTranslator of(Task wanted) throws IOException {
    if (!wanted.equals(task)) {
      translator = LineTranslator.of(wanted);
      task = wanted;
    }
    return translator;
  }
}
