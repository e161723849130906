package org.attentionzoo.zoo.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Loads a zip and writes down what it holds; run by {@link ModelZipTest} in a process of its own.
 */
final class LoadInFreshJvm {

  private LoadInFreshJvm() {}

  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[1]), describe(ModelZip.load(Path.of(args[0]))));
  }

  static String describe(ModelZip model) {
    float[] output = SmallModel.output(model.network());
    int[] bits = new int[output.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(output[i]));
    return Arrays.toString(bits) + model.source().tokens() + model.target().tokens() + model.card();
  }
}
