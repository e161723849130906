package org.attentionzoo.examples.exchange;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.attentionzoo.zoo.weights.ImportedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code import}. */
@Command(
    name = "import",
    description = {
      "Make a model zip of another program's model: a Marian model in a folder of Hugging Face's"
          + " Transformers or of Marian itself, such as OPUS-MT's, or a Transformer of CTranslate2.",
      "Prints what became of each tensor, and what of the other program's settings is not kept."
    })
public final class ImportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "The folder, as it was downloaded.")
  private Path folder;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The model zip; one that is there is replaced when all is well.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    ImportedModel imported = ForeignFolder.of(folder).load(folder);
    imported.model().save(out);
    PrintWriter console = spec.commandLine().getOut();
    console.print(imported.report());
    imported.notes().forEach(note -> console.println("note: " + note));
    console.println(
        String.format(
            Locale.ROOT,
            "wrote %s: %,d parameters, %,d source and %,d target tokens",
            out,
            imported.model().network().numParams(),
            imported.model().source().size(),
            imported.model().target().size()));
    return 0;
  }
}
