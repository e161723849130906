package org.attentionzoo.examples.train;

import java.io.IOException;
import org.attentionzoo.examples.report.RunFolder;
import org.attentionzoo.examples.report.RunOptions;
import org.attentionzoo.examples.report.SampleTranslation;
import org.attentionzoo.zoo.training.EpochEnd;
import org.attentionzoo.zoo.training.ProgressListener;
import org.attentionzoo.zoo.training.ValidationSample;
import org.attentionzoo.zoo.translation.Translation;

/** Writes what a training leaves for people, for {@code report} and for {@code --resume}. */
final class RunFiles implements ProgressListener {

  private final RunFolder folder;
  private final RunOptions options;
  private final SaveArguments arguments;

  /** Writes the arguments. */
  @FunctionalInterface
  interface SaveArguments {
    void save() throws IOException;
  }

  RunFiles(RunFolder folder, RunOptions options, SaveArguments arguments) {
    this.folder = folder;
    this.options = options;
    this.arguments = arguments;
  }

  @Override
  public void begin() throws IOException {
    arguments.save();
    folder.writeOptions(options);
  }

  @Override
  public void epoch(EpochEnd end) throws IOException {
    if (end.saved()) {
      folder.writeSamples(end.samples().stream().map(RunFiles::sample).toList());
    }
    folder.writeHistory(end.history());
  }

  private static SampleTranslation sample(ValidationSample sample) {
    Translation translation = sample.translation();
    return new SampleTranslation(
        translation.source(),
        sample.reference(),
        translation.text(),
        translation.sourceTokens(),
        translation.writtenTokens(),
        translation.hypothesis().attention());
  }
}
