package org.attentionzoo.zoo.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.TrustedClasses;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The mean of the parameters of several models of one training, which often translates better than
 * each of them (Vaswani et al. 2017, §6.1, average the last 5 or 20 checkpoints).
 */
public final class ParameterAverage {

  private ParameterAverage() {}

  /**
   * The last model with the mean parameters of all, without updater state.
   *
   * @param files model zips of the same network and vocabularies, at least one
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if there are none, or two are of different models; names them
   */
  public static ModelZip of(List<Path> files) throws IOException {
    return of(files, TrustedClasses.standard());
  }

  /**
   * The same of networks with classes that are neither this library's nor DL4J's.
   *
   * @throws IOException if a file cannot be read, or names a class that is not trusted
   */
  public static ModelZip of(List<Path> files, TrustedClasses trusted) throws IOException {
    Arguments.allGiven("files", files);
    Arguments.given("trusted", trusted);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("An average needs at least one model, got none");
    }
    Path lastFile = files.get(files.size() - 1);
    ModelZip last = ModelZip.load(lastFile, false, trusted);
    INDArray sum = last.network().params().castTo(DataType.DOUBLE);
    for (Path file : files.subList(0, files.size() - 1)) {
      ModelZip model = ModelZip.load(file, false, trusted);
      checkSame(model, file, last, lastFile);
      sum.addi(model.network().params().castTo(DataType.DOUBLE));
    }
    last.network().params().assign(sum.divi(files.size()));
    return last;
  }

  private static void checkSame(ModelZip model, Path file, ModelZip last, Path lastFile) {
    boolean same =
        model.source().equals(last.source())
            && model.target().equals(last.target())
            && shapes(model).equals(shapes(last));
    if (!same) {
      throw new IllegalArgumentException(
          file + " and " + lastFile + " hold different models, they have no average");
    }
  }

  private static List<String> shapes(ModelZip model) {
    return model.network().paramTable().entrySet().stream()
        .map(entry -> entry.getKey() + Arrays.toString(entry.getValue().shape()))
        .toList();
  }
}
