package org.attentionzoo.examples.translate;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.examples.options.BuildPart;

/**
 * Machines that translate a file together. Apache Spark is in a build of its own (profile {@code
 * spark}).
 */
public interface TranslationCluster {

  /**
   * How to translate: the command line, which every machine reads ({@link LineTranslator#of}).
   *
   * @param arguments of the command
   * @param folder in which it was given, absolute
   */
  record Task(List<String> arguments, String folder) implements Serializable {}

  /** Is told of lines that are left out, in their order, before the output is written. */
  interface LeftOut {

    /**
     * Looks at the reason.
     *
     * @throws IOException if it is to be an error; nothing is written then
     */
    void because(String reason) throws IOException;
  }

  /**
   * Translates a file, in order, a line for a line.
   *
   * @param master address of the cluster, as Spark has it
   * @param input UTF-8, which all machines see
   * @param output replaced when all is there; all machines see its folder
   * @throws IOException if the input cannot be read, or the cluster gives up
   */
  void translate(String master, Task task, Path input, Path output, LeftOut leftOut)
      throws IOException;

  /**
   * That of this build.
   *
   * @throws IllegalArgumentException if it has none; says how to get it
   */
  static TranslationCluster ofThisBuild() {
    return BuildPart.of(TranslationCluster.class, "--spark", "spark");
  }
}
