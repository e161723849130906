package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.attentionzoo.zoo.batch.BatchSize;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.SentencePair;
import org.attentionzoo.zoo.corpus.TextSplit;
import picocli.CommandLine.Option;

/** Which sentence pairs to train with. */
final class DataOptions {

  /** Characters of a line beyond which it is no sentence; it is not even tokenised. */
  private static final int LONGEST_LINE = 10_000;

  @Option(
      names = "--train-source",
      paramLabel = "FILE",
      description = "Source sentences to train with, UTF-8, one a line.")
  private Path trainSource;

  @Option(
      names = "--train-target",
      paramLabel = "FILE",
      description = "Their translations, line for line.")
  private Path trainTarget;

  @Option(
      names = "--train",
      paramLabel = "FILE",
      description = "Both in one file instead: source TAB target, see --columns.")
  private Path train;

  @Option(
      names = "--valid-source",
      paramLabel = "FILE",
      description =
          "Source sentences to validate with (default: some of the training pairs, which are then"
              + " not trained with).")
  private Path validSource;

  @Option(names = "--valid-target", paramLabel = "FILE", description = "Their translations.")
  private Path validTarget;

  @Option(
      names = "--valid",
      paramLabel = "FILE",
      description = "Both in one file instead, as --train.")
  private Path valid;

  @Option(
      names = "--columns",
      paramLabel = "S,T",
      split = ",",
      arity = "1",
      description =
          "Columns of source and target in --train and --valid, counted from 1 (default: 1,2).")
  private int[] columns;

  @Option(
      names = "--valid-size",
      paramLabel = "N",
      description =
          "Pairs to set aside where no validation file is given (default: a tenth, at most 1000).")
  private Integer validSize;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Leave out pairs that have a side of more tokens, in training and validation (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxLength;

  @Option(
      names = "--max-ratio",
      paramLabel = "R",
      defaultValue = "9",
      description =
          "Do not train with pairs where one side has R times as many tokens as the other"
              + " (default: ${DEFAULT-VALUE}).")
  private double maxRatio;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Read the first N training pairs only (default: all).")
  private Integer limit;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Sentence pairs in a batch (default: 64).")
  private Integer batchSize;

  @Option(
      names = "--batch-tokens",
      paramLabel = "N",
      description =
          "Instead: tokens in a batch, padding included, so that all batches take about the same"
              + " memory and time.")
  private Integer batchTokens;

  int maxLength() {
    return maxLength;
  }

  /**
   * Which pairs to train with.
   *
   * @param longest most tokens of a side that the model can take
   */
  PairFilter filter(long longest) {
    return new PairFilter((int) Math.min(maxLength, longest), maxRatio, LONGEST_LINE);
  }

  BatchSize batchSize() {
    return batchTokens != null
        ? BatchSize.tokens(batchTokens)
        : BatchSize.sentences(batchSize == null ? 64 : batchSize);
  }

  /**
   * The pairs to train with, and those to validate with.
   *
   * @throws IOException if a file cannot be read, or nothing would be left to train with
   */
  TextSplit split() throws IOException {
    ParallelText training =
        train != null
            ? ParallelText.tsv(train, column(0), column(1))
            : ParallelText.files(trainSource, trainTarget);
    if (limit != null) {
      training = training.lines(line -> line <= limit);
    }
    if (valid != null) {
      return TextSplit.of(training, ParallelText.tsv(valid, column(0), column(1)));
    } else if (validSource != null) {
      return TextSplit.of(training, ParallelText.files(validSource, validTarget));
    }
    return validSize == null
        ? TextSplit.setAside(training)
        : TextSplit.setAside(training, validSize);
  }

  /**
   * The pairs to train with, for other machines to read.
   *
   * @param split what {@link #split} gave
   */
  Cluster.Corpus corpus(TextSplit split) throws IOException {
    boolean fromTraining = valid == null && validSource == null;
    return new Cluster.Corpus(
        Stream.of(train, trainSource, trainTarget)
            .filter(Objects::nonNull)
            .map(Path::toAbsolutePath)
            .toList(),
        new int[] {column(0), column(1)},
        limit == null ? Long.MAX_VALUE : limit,
        fromTraining
            ? split.validation().readAll().stream().mapToLong(SentencePair::line).toArray()
            : new long[0]);
  }

  private int column(int side) {
    return columns == null ? side + 1 : columns[side];
  }

  /**
   * @throws IllegalArgumentException if options are missing or do not go together; names them
   */
  void check() {
    files(train, trainSource, trainTarget, "--train", true);
    files(valid, validSource, validTarget, "--valid", false);
    require(
        columns == null || (columns.length == 2 && columns[0] >= 1 && columns[1] >= 1),
        "--columns must be two numbers of at least 1, such as 2,1");
    require(
        validSize == null || validSize >= 1,
        "--valid-size must be at least 1, but is " + validSize);
    require(
        validSize == null || (valid == null && validSource == null),
        "--valid-size needs no --valid file");
    require(maxLength >= 1, "--max-length must be at least 1, but is " + maxLength);
    require(maxRatio >= 1, "--max-ratio must be at least 1, but is " + maxRatio);
    require(limit == null || limit >= 2, "--limit must be at least 2, but is " + limit);
    require(
        batchSize == null || batchSize >= 1,
        "--batch-size must be at least 1, but is " + batchSize);
    require(
        batchTokens == null || batchTokens >= 1,
        "--batch-tokens must be at least 1, but is " + batchTokens);
    require(
        batchSize == null || batchTokens == null,
        "--batch-size and --batch-tokens exclude each other: a batch is so many pairs, or so many"
            + " tokens");
  }

  private static void files(Path both, Path source, Path target, String name, boolean needed) {
    require(
        both == null || (source == null && target == null),
        name + " holds both sides, it excludes " + name + "-source and " + name + "-target");
    require(
        (source == null) == (target == null),
        name + "-source and " + name + "-target are needed together");
    require(
        !needed || both != null || source != null,
        "which text to train with? Give "
            + name
            + "-source and "
            + name
            + "-target, or "
            + name
            + "; fetch gets public ones");
  }

  private static void require(boolean valid, String message) {
    if (!valid) {
      throw new IllegalArgumentException(message);
    }
  }
}
