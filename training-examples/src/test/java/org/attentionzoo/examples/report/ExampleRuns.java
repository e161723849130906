package org.attentionzoo.examples.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attentionzoo.examples.report.Scores.LengthBucket;
import org.attentionzoo.examples.report.Scores.Metric;
import org.attentionzoo.zoo.training.HistoryEntry;

/** Folders of made-up runs, as training and evaluation would write them. */
final class ExampleRuns {

  static final String SOURCE = "Ein Hund läuft über die grüne Wiese .";
  private static final String REFERENCE = "A dog runs across the green meadow .";
  private static final String BLEU_SIGNATURE =
      "nrefs:1|case:lc|eff:no|tok:13a|smooth:exp|version:2.5.1";

  private ExampleRuns() {}

  /** Two models, "gru" without attention and "bahdanau" with it, in folders of their names. */
  static List<Path> write(Path folder) throws IOException {
    Path gru = folder.resolve("gru");
    write(gru, "gru", 14.5, 9, 1, null, "A man runs over a field .");
    Path bahdanau = folder.resolve("bahdanau");
    String translation = "A dog runs across the green grass .";
    write(bahdanau, "bahdanau", 28.25, 26, 0.7, attention(), translation);
    return List.of(gru, bahdanau);
  }

  private static void write(
      Path path,
      String model,
      double bleu,
      double bleuOfLong,
      double loss,
      float[][] attention,
      String translation)
      throws IOException {
    RunFolder folder = new RunFolder(path);
    List<HistoryEntry> history = new ArrayList<>();
    for (int epoch = 1; epoch <= 10; epoch++) {
      double trained = loss * (1.2 + 4.0 / epoch);
      double validation = loss * (2 + 3.0 / epoch);
      history.add(
          new HistoryEntry(
              epoch,
              227L * epoch,
              95.0 * epoch,
              trained,
              validation,
              Math.exp(validation),
              bleu * (1 - 1.0 / (epoch + 1)),
              1.6 * bleu * (1 - 0.8 / (epoch + 1)),
              1e-3 * Math.min(epoch / 3.0, (11.0 - epoch) / 8),
              2100 - 300 * loss));
    }
    folder.writeHistory(history);
    folder.writeOptions(
        new RunOptions(
            model, 7_500_000, "train --model " + model + " --epochs 10", Map.of("epochs", "10")));
    folder.writeSamples(
        List.of(
            new SampleTranslation(
                SOURCE,
                REFERENCE,
                translation,
                List.of(SOURCE.split(" ")),
                List.of((translation + " </s>").split(" ")),
                attention),
            new SampleTranslation(
                "Zwei <b>Frauen</b> & ein Kind .",
                null,
                "Two women and a child .",
                List.of("Zwei", "<b>Frauen</b>", "&", "ein", "Kind", "."),
                List.of("Two", "women", "and", "a", "child", "."),
                null)));
    folder.writeScores(
        new Scores(
            model,
            "test_2016_flickr.de",
            1000,
            "beam 5",
            31.5,
            List.of(
                new Metric("BLEU", bleu, BLEU_SIGNATURE), new Metric("TER", 90 - bleu, "nrefs:1")),
            7.5,
            0.625,
            List.of(
                new LengthBucket(1, 10, 480, bleu + 2),
                new LengthBucket(11, 20, 470, bleu),
                new LengthBucket(21, null, 50, bleuOfLong))));
  }

  private static float[][] attention() {
    float[][] weights = new float[9][8]; // [T][S]
    for (int t = 0; t < 9; t++) {
      for (int s = 0; s < 8; s++) {
        weights[t][s] = Math.min(t, 7) == s ? 0.79f : 0.03f;
      }
    }
    return weights;
  }
}
