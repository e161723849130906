package org.attentionzoo.examples.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.examples.dates.DateExample;
import org.attentionzoo.examples.dates.DateExamples;
import org.attentionzoo.examples.dates.DateSplit;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.pretrained.Place;
import org.attentionzoo.zoo.pretrained.PretrainedModel;
import org.attentionzoo.zoo.pretrained.PretrainedModels;
import org.attentionzoo.zoo.translation.Translator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each model that comes with the library has the score of its card, on a sample: by its task, so
 * that a model of a new task needs a sample here.
 */
class ShippedModelsTest {

  /** Of the score, in percent, beside what the size of the sample makes of it. */
  private static final double TOLERANCE = 0.5;

  private static final int DATES = 500;

  @TempDir private static Path empty;

  /**
   * Texts, and what may be said of each.
   *
   * @param metric of the card
   * @param decoding the search of the card
   */
  private record Sample(String metric, Decoding<?> decoding, Map<String, Set<String>> right) {}

  static List<String> shipped() throws IOException {
    return models().list().stream()
        .filter(found -> found.place() == Place.CLASS_PATH)
        .map(found -> found.model().name())
        .toList();
  }

  private static PretrainedModels models() {
    return PretrainedModels.standard().home(empty).offline(true);
  }

  private static Sample sample(PretrainedModel model) throws IOException {
    return switch (model.task()) {
      case "dates to ISO 8601" ->
          new Sample("exact match in %", Decoding.greedy().maxLength(12), dates());
      case "English words to phonemes" ->
          new Sample("word error rate in %", Decoding.beam(5), pronunciations());
      default -> throw new AssertionError("no sample of \"" + model.task() + "\" is here");
    };
  }

  private static Map<String, Set<String>> dates() {
    Map<String, Set<String>> dates = new LinkedHashMap<>();
    for (DateExample example : DateExamples.generate(DateSplit.TEST, DATES, 42)) {
      dates.put(example.text(), Set.of(example.iso()));
    }
    return dates;
  }

  /** Every 30th word of the test set of CMUdict's usual division, without stress. */
  private static Map<String, Set<String>> pronunciations() throws IOException {
    Map<String, Set<String>> words = new LinkedHashMap<>();
    try (InputStream in = ShippedModelsTest.class.getResourceAsStream("cmudict-sample.tsv")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        String[] parts = line.split("\t");
        words.computeIfAbsent(parts[0], word -> new LinkedHashSet<>()).add(parts[1]);
      }
    }
    return words;
  }

  @Test
  void theLibraryBringsBothModelsOfDates() throws IOException {
    assertThat(shipped()).contains("dates", "dates-transformer");
  }

  @Test
  void theSampleOfWordsIsThere() throws IOException {
    assertThat(pronunciations()).hasSize(400).containsEntry("abadi", Set.of("AH B AE D IY"));
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void aShippedModelHasTheScoreOfItsCard(String name) throws IOException {
    PretrainedModel model = models().find(name).model();
    Sample sample = sample(model);
    assertThat(model.result().metric()).isEqualTo(sample.metric());
    List<String> texts = new ArrayList<>(sample.right().keySet());
    int right = 0;
    try (Translator translator = Translator.pretrained(name)) {
      List<String> answers = translator.with(sample.decoding()).translate(texts);
      for (int i = 0; i < texts.size(); i++) {
        right += sample.right().get(texts.get(i)).contains(answers.get(i)) ? 1 : 0;
      }
    }
    double score = model.result().score();
    double share = score / 100;
    double chance = 3 * 100 * Math.sqrt(share * (1 - share) / texts.size());
    double measured = 100.0 * right / texts.size();
    boolean error = sample.metric().contains("error");
    System.out.println(name + " " + measured + " of " + texts.size());
    assertThat(error ? 100 - measured : measured).isCloseTo(score, within(chance + TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void cardsOfZipAndRegistrySayTheSame(String name) throws IOException {
    PretrainedModel model = models().find(name).model();
    ModelZip zip = models().load(name);
    assertThat(zip.network().numParams()).isEqualTo(model.parameters());
    assertThat(zip.card().task()).isEqualTo(model.task());
    assertThat(zip.card().trainingData()).isEqualTo(model.training().data());
    assertThat(zip.card().metrics()).containsEntry(model.result().metric(), model.result().score());
    assertThat(zip.card().extras())
        .containsEntry("command", model.training().command())
        .containsEntry("licence", model.training().licence())
        .containsEntry("signature", model.result().signature())
        .containsEntry("test set", model.result().testSet());
    assertThat(empty).as("the cache").isEmptyDirectory();
  }
}
