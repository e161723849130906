package org.attentionzoo.examples.translate;

import org.attentionzoo.layers.precision.Precision;
import picocli.CommandLine.Option;

/** How exactly matrices are multiplied, for every command that translates. */
public final class PrecisionOption {

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description =
          "What matrix products read: ${COMPLETION-CANDIDATES}. The narrower, the faster, where the"
              + " processor has it; few translations change (default: float32).")
  private Precision precision;

  /** What was given, or that of the system property. */
  public Precision precision() {
    return precision == null ? Precision.standard() : precision;
  }
}
