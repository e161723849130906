package org.attentionzoo.examples.models;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.pretrained.PretrainedModel;
import org.attentionzoo.zoo.pretrained.RegistryFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a model that others can fetch of one that was trained. */
@Command(
    name = "publish",
    description = {
      "Put a trained model into a folder of models: its zip in half precision, and an entry of"
          + " registry.json, which replaces one of the same name.",
      "The score has to be that of the model in half precision: publish, evaluate, and publish again"
          + " if it differs."
    })
public final class PublishCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL.zip", description = "The model.")
  private Path model;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the registry; made if need be.")
  private Path folder;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      required = true,
      description = "What it will be asked for by, such as g2p-en.")
  private String name;

  @Option(
      names = "--task",
      paramLabel = "TEXT",
      description = "What it does (default: the task in its card).")
  private String task;

  @Option(
      names = "--languages",
      paramLabel = "TAG",
      split = ",",
      description = "Languages that it reads or writes, such as en,de or pt-BR.")
  private List<String> languages = List.of();

  @Option(
      names = "--architecture",
      paramLabel = "TEXT",
      required = true,
      description = "What it is made of, such as \"Transformer, 2+2 layers, d 128\".")
  private String architecture;

  @Option(
      names = "--training-data",
      paramLabel = "TEXT",
      description = "What it learnt from (default: what its card says).")
  private String data;

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      required = true,
      description = "Licence of data and model.")
  private String licence;

  @Option(
      names = "--trained-by",
      paramLabel = "TEXT",
      required = true,
      description = "The command that trained it.")
  private String command;

  @Option(
      names = "--metric",
      paramLabel = "TEXT",
      required = true,
      description = "Metric of its score, such as BLEU.")
  private String metric;

  @Option(names = "--score", paramLabel = "X", required = true, description = "Its score.")
  private double score;

  @Option(
      names = "--signature",
      paramLabel = "TEXT",
      required = true,
      description = "How the score was measured: search, sacreBLEU's signature.")
  private String signature;

  @Option(
      names = "--test-set",
      paramLabel = "TEXT",
      required = true,
      description = "What the score was measured with.")
  private String testSet;

  @Override
  public Integer call() throws IOException {
    ModelZip zip = ModelZip.load(model, false);
    PretrainedModel published =
        new RegistryFolder(folder)
            .publish(
                zip,
                name,
                task == null ? zip.card().task() : task,
                languages,
                architecture,
                new PretrainedModel.Training(
                    data == null ? zip.card().trainingData() : data,
                    licence,
                    command,
                    zip.card().libraryVersion()),
                new PretrainedModel.Result(metric, score, signature, testSet));
    PrintWriter screen = spec.commandLine().getOut();
    screen.print(published.card());
    screen.flush();
    return 0;
  }
}
