package org.attentionzoo.zoo.translation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.attentionzoo.zoo.generation.EnsembleScorer;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.io.ModelZip;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** One saved model, or several that translate together, as an {@link EnsembleScorer}. */
public final class LoadedModels {

  private final List<Path> files;
  private final List<ModelZip> zips = new ArrayList<>();

  private LoadedModels(List<Path> files) {
    this.files = files;
  }

  /**
   * Reads them, without what only training needs.
   *
   * @param files at least one
   * @throws IOException if one cannot be read, or does not read and write what the first does; says
   *     which and why
   */
  public static LoadedModels load(List<Path> files) throws IOException {
    LoadedModels models = new LoadedModels(files);
    for (Path file : files) {
      ModelZip zip = ModelZip.load(file, false);
      if (!models.zips.isEmpty()) {
        ModelZip first = models.first();
        models.require(first.source().equals(zip.source()), "source tokens", file);
        models.require(first.target().equals(zip.target()), "target tokens", file);
        models.require(first.tokenizers().equals(zip.tokenizers()), "tokenizers", file);
      }
      models.zips.add(zip);
    }
    return models;
  }

  /** Fails unless the other model has what the first one has. */
  private void require(boolean same, String what, Path file) throws IOException {
    if (!same) {
      throw new IOException(
          "%s: has other %s than %s, so they cannot translate together"
              .formatted(file, what, files.get(0)));
    }
  }

  /** The first model, whose vocabularies and tokenizers are those of all. */
  public ModelZip first() {
    return zips.get(0);
  }

  /** How many there are. */
  public int size() {
    return zips.size();
  }

  /** The name of the model, or the names of all. */
  public String modelNames() {
    return String.join(" + ", zips.stream().map(zip -> zip.card().modelName()).toList());
  }

  /**
   * A translator that runs them.
   *
   * @param scorers how to run a network step by step
   * @throws IOException if they cannot translate; says which and why
   */
  public Translator translator(Function<ComputationGraph, StepScorer> scorers) throws IOException {
    List<StepScorer> members = new ArrayList<>();
    for (int i = 0; i < zips.size(); i++) {
      try {
        members.add(scorers.apply(zips.get(i).network()));
      } catch (IllegalArgumentException e) {
        throw new IOException(files.get(i) + ": " + e.getMessage(), e);
      }
    }
    try {
      return Translator.of(
          first(), members.size() == 1 ? members.get(0) : new EnsembleScorer(members));
    } catch (IllegalArgumentException e) {
      throw new IOException(files.get(0) + ": " + e.getMessage(), e);
    }
  }
}
