package org.attentionzoo.examples.exchange;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.marian.HuggingFaceMarian;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code export}. */
@Command(
    name = "export",
    description = {
      "Write a model as a folder that Hugging Face's Transformers opens (MarianMTModel).",
      "It has to be a Transformer as Marian's are, such as an imported one after more training."
    })
public final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL.zip", description = "The model.")
  private Path model;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder; it is made, or has to be empty.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    ModelZip zip = ModelZip.load(model, false);
    List<String> notes;
    try {
      notes = HuggingFaceMarian.save(zip, out);
    } catch (IllegalArgumentException e) {
      throw new IOException(model + ": " + e.getMessage(), e);
    }
    PrintWriter console = spec.commandLine().getOut();
    notes.forEach(note -> console.println("note: " + note));
    console.println("wrote " + out);
    return 0;
  }
}
