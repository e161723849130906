package org.attentionzoo.zoo.translation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.DecodingJson;
import org.attentionzoo.zoo.generation.EnsembleScorer;
import org.attentionzoo.zoo.generation.GraphScorer;
import org.attentionzoo.zoo.generation.StepScorer;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** One model, or several that translate together, as an {@link EnsembleScorer}. */
public final class LoadedModels implements AutoCloseable {

  private final List<ModelZip> models;
  private final Translator translator;

  /**
   * @param names what messages call the models
   */
  private LoadedModels(
      List<ModelZip> models,
      List<String> names,
      Precision precision,
      Function<ComputationGraph, StepScorer> scorers) {
    this.models = List.copyOf(models);
    ModelZip first = first();
    List<StepScorer> members = new ArrayList<>();
    for (int i = 0; i < models.size(); i++) {
      try {
        members.add(scorers.apply(models.get(i).network()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(names.get(i) + ": " + e.getMessage(), e);
      }
      requireSame(first.source(), models.get(i).source(), "source tokens", names, i);
      requireSame(first.target(), models.get(i).target(), "target tokens", names, i);
      requireSame(first.tokenizers(), models.get(i).tokenizers(), "tokenizers", names, i);
    }
    if (first.tokenizers().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: the model holds no tokenizer and was made for \"%s\", so it cannot translate"
                  + " texts",
              names.get(0),
              first.card().tokenizer()));
    }
    Translator plain =
        new Translator(
            members.size() == 1 ? members.get(0) : new EnsembleScorer(members),
            first.sourceCodec(),
            first.targetCodec());
    String search = first.card().extras().get(ModelCard.DECODING);
    Translator own = search == null ? plain : plain.with(decoding(search, names.get(0)));
    translator = precision == Precision.standard() ? own : own.precision(precision);
  }

  private static Decoding<?> decoding(String search, String name) {
    try {
      return DecodingJson.read(search);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: %s of its card: %s", name, ModelCard.DECODING, e.getMessage()),
          e);
    }
  }

  /** Fails unless another model has what the first one has. */
  private static void requireSame(
      Object first, Object other, String what, List<String> names, int i) {
    if (!first.equals(other)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: has other %s than %s, so they cannot translate together",
              names.get(i),
              what,
              names.get(0)));
    }
  }

  /**
   * Reads models, without what only training needs.
   *
   * @param files at least one
   * @param precision of the translator's products
   * @param scorers how to run a network step by step
   * @throws IOException if one cannot be read, cannot translate texts, or does not read and write
   *     what the first does; says which and why
   */
  public static LoadedModels load(
      List<Path> files, Precision precision, Function<ComputationGraph, StepScorer> scorers)
      throws IOException {
    requireOne(Arguments.allGiven("files", files));
    Arguments.given("precision", precision);
    Arguments.given("scorers", scorers);
    List<ModelZip> models = new ArrayList<>();
    for (Path file : files) {
      models.add(ModelZip.load(file, precision));
    }
    return read(models, files.stream().map(Path::toString).toList(), precision, scorers);
  }

  private static LoadedModels read(
      List<ModelZip> models,
      List<String> names,
      Precision precision,
      Function<ComputationGraph, StepScorer> scorers)
      throws IOException {
    try {
      return new LoadedModels(models, names, precision, scorers);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Reads models by file or name, without what only training needs. What exists, lies in a folder
   * or ends in {@code .zip} is a file; all else is the name of a model that {@link
   * PretrainedModels#standard} lists, as in {@link Translator#pretrained}.
   *
   * @param names at least one
   * @param precision of the translator's products
   * @param scorers how to run a network step by step
   * @throws IOException if one is not there, cannot be read, cannot translate texts, or does not
   *     read and write what the first does; says which and why
   */
  public static LoadedModels named(
      List<String> names, Precision precision, Function<ComputationGraph, StepScorer> scorers)
      throws IOException {
    requireOne(Arguments.allGiven("names", names));
    Arguments.given("precision", precision);
    Arguments.given("scorers", scorers);
    List<ModelZip> models = new ArrayList<>();
    for (String name : names) {
      models.add(read(name, precision));
    }
    return read(models, names, precision, scorers);
  }

  private static ModelZip read(String name, Precision precision) throws IOException {
    if (name.isBlank()) {
      throw new IOException("a model must be a file or have a name, but is \"" + name + '"');
    }
    try {
      Path file = Path.of(name);
      boolean isFile = name.endsWith(".zip") || file.getParent() != null || Files.exists(file);
      return isFile
          ? ModelZip.load(file, precision)
          : PretrainedModels.standard().load(name, precision);
    } catch (IllegalArgumentException e) {
      throw new IOException(name + ": is no file and no model's name: " + e.getMessage(), e);
    }
  }

  /**
   * Takes models that are there already.
   *
   * @param models at least one
   * @throws IllegalArgumentException if one cannot translate texts, or does not read and write what
   *     the first does; says which and why
   */
  public static LoadedModels of(List<ModelZip> models) {
    requireOne(Arguments.allGiven("models", models));
    List<String> names =
        IntStream.rangeClosed(1, models.size()).mapToObj(number -> "model " + number).toList();
    return new LoadedModels(models, names, Precision.standard(), GraphScorer::new);
  }

  private static void requireOne(List<?> models) {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a translator needs at least one model");
    }
  }

  /** The first model, whose vocabularies and tokenizers are those of all. */
  public ModelZip first() {
    return models.get(0);
  }

  /** How many there are. */
  public int size() {
    return models.size();
  }

  /** The name of the model, or the names of all. */
  public String modelNames() {
    return String.join(" + ", models.stream().map(model -> model.card().modelName()).toList());
  }

  /** What runs them; it searches as the first model's card says, else greedily. */
  public Translator translator() {
    return translator;
  }

  /** Closes the translator and its copies; the models stay. */
  @Override
  public void close() {
    translator.close();
  }
}
