package org.attentionzoo.zoo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.attentionzoo.zoo.finetuning.FineTuning;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.io.ModelZipException;
import org.attentionzoo.zoo.io.TrustedClasses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ISchedule;

class ParameterAverageTest {

  @TempDir Path folder;

  @Test
  void everyParameterIsTheMeanOfTheFiles() throws IOException {
    Path first = save(TinyModels.TRANSFORMER.create(1), "1.zip");
    Path second = save(TinyModels.TRANSFORMER.create(2), "2.zip");
    Path third = save(TinyModels.TRANSFORMER.create(3), "3.zip");

    INDArray mean = ParameterAverage.of(List.of(first, second, third)).network().params();

    INDArray expected = params(first).add(params(second)).add(params(third)).div(3);
    assertThat(mean.equalsWithEps(expected, 1e-6)).isTrue();
    assertThat(mean.equalsWithEps(params(third), 1e-6)).isFalse();
  }

  @Test
  void theAverageOfOneIsItself() throws IOException {
    Path only = save(TinyModels.SEQ2SEQ.create(1), "1.zip");
    assertThat(ParameterAverage.of(List.of(only)).network().params()).isEqualTo(params(only));
  }

  @Test
  void differentModelsHaveNoAverage() throws IOException {
    Path first = save(TinyModels.SEQ2SEQ.create(1), "1.zip");
    Path second = save(TinyModels.BAHDANAU.create(1), "2.zip");
    assertThatThrownBy(() -> ParameterAverage.of(List.of(first, second)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(first + " and " + second + " hold different models, they have no average");
    assertThatThrownBy(() -> ParameterAverage.of(List.of())).hasMessageContaining("got none");
  }

  @Test
  void ownClassesAreReadWhenTrusted() throws IOException {
    ModelZip model =
        FineTuning.from(TinyModels.SEQ2SEQ.create(1)).updater(new Adam(new Own())).build().model();
    List<Path> files = List.of(save(model, "1.zip"), save(model, "2.zip"));
    assertThatThrownBy(() -> ParameterAverage.of(files))
        .isInstanceOf(ModelZipException.class)
        .hasMessageContaining("not trusted: " + Own.class.getName());
    TrustedClasses trusted = TrustedClasses.standard().and(Own.class);
    assertThat(ParameterAverage.of(files, trusted).network().params())
        .isEqualTo(model.network().params());
  }

  /** Stands for a user's schedule. */
  public record Own() implements ISchedule {
    @Override
    public double valueAt(int iteration, int epoch) {
      return 0.1;
    }

    @Override
    public Own clone() {
      return new Own();
    }
  }

  private Path save(ModelZip model, String name) throws IOException {
    Path file = folder.resolve(name);
    model.save(file);
    return file;
  }

  private static INDArray params(Path file) throws IOException {
    return ModelZip.load(file).network().params();
  }
}
