package org.attentionzoo.zoo.pretrained;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.file.Sha256;
import org.attentionzoo.zoo.file.WholeFile;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.pretrained.PretrainedModel.Result;
import org.attentionzoo.zoo.pretrained.PretrainedModel.Training;
import org.attentionzoo.zoo.pretrained.PretrainedModel.ZipFile;

/**
 * A folder of models for others: {@code registry.json}, and a zip of each model beside it. Any
 * server can host it, and within a jar it is {@code META-INF/attention-zoo}.
 */
public final class RegistryFolder {

  private final Path folder;

  /** The folder; made when a model is put there. */
  public RegistryFolder(Path folder) {
    this.folder = Arguments.given("folder", folder);
  }

  /**
   * Puts a model there, in half precision and with what is said of it in its card; one of the same
   * name is replaced.
   *
   * @param model trained, of FLOAT
   * @param name that it will be asked for by
   * @param task what it does
   * @param languages that it reads or writes, as BCP 47 tags
   * @param architecture what it is made of
   * @param training what it was made of, and how
   * @param result what it reached, as it is saved here
   * @return its entry
   * @throws IllegalArgumentException if a value is missing or not of its form; names it
   * @throws IOException if the folder cannot be written to, or holds no good registry
   */
  public PretrainedModel publish(
      ModelZip model,
      String name,
      String task,
      List<String> languages,
      String architecture,
      Training training,
      Result result)
      throws IOException {
    Arguments.given("model", model);
    PretrainedModel draft =
        new PretrainedModel(
            name,
            task,
            languages,
            architecture,
            model.network().numParams(),
            training,
            result,
            new ZipFile(name + ".zip", 1, "0".repeat(64)));
    try (LockedFolder locked = LockedFolder.open(folder)) {
      Path zip = locked.path().resolve(draft.zip().file());
      Path file = locked.path().resolve(Registry.FILE);
      List<PretrainedModel> models = new ArrayList<>();
      if (Files.exists(file)) {
        models.addAll(Registry.of(file).models());
      }
      new ModelZip(
              model.network(),
              model.source(),
              model.target(),
              card(model.card(), draft),
              model.tokenizers())
          .saveHalf(zip);
      PretrainedModel published =
          draft.with(new ZipFile(draft.zip().file(), Files.size(zip), Sha256.of(zip)));
      models.removeIf(other -> other.name().equals(name));
      models.add(published);
      models.sort(Comparator.comparing(PretrainedModel::name));
      byte[] json = RegistryJson.write(models).getBytes(StandardCharsets.UTF_8);
      new WholeFile(file).replace(out -> out.write(json));
      return published;
    }
  }

  /** Dated as before, so that the same model gives the same file. */
  private static ModelCard card(ModelCard before, PretrainedModel model) {
    ModelCard.Builder card =
        ModelCard.builder(before.modelName())
            .task(model.task())
            .tokenizer(before.tokenizer())
            .trainingData(model.training().data())
            .metric(model.result().metric(), model.result().score());
    before.sizes().forEach(card::size);
    before.extras().forEach(card::extra);
    ModelCard now =
        card.extra("licence", model.training().licence())
            .extra("signature", model.result().signature())
            .extra("test set", model.result().testSet())
            .extra("command", model.training().command())
            .build();
    return new ModelCard(
        now.modelName(),
        now.task(),
        now.tokenizer(),
        now.sizes(),
        now.trainingData(),
        now.metrics(),
        before.libraryVersion(),
        before.created(),
        now.extras());
  }
}
