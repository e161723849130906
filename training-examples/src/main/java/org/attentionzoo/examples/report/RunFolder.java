package org.attentionzoo.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.attentionzoo.zoo.training.HistoryEntry;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;

/**
 * What training and evaluation leave of a model in a folder for people and for {@code report}. Each
 * file is JSON of its own and may be missing; a file holds the old content or the new one, never
 * half of one.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

  /** {@link HistoryEntry}s, in order of epochs. */
  public static final String HISTORY = "history.json";

  /** {@link SampleTranslation}s. */
  public static final String SAMPLES = "samples.json";

  /** {@link RunOptions}. */
  public static final String OPTIONS = "options.json";

  /** {@link Scores}. */
  public static final String SCORES = "scores.json";

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setSerializationInclusion(JsonInclude.Include.NON_NULL)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /** Writes {@value #HISTORY}. */
  public void writeHistory(List<HistoryEntry> history) throws IOException {
    write(HISTORY, history);
  }

  /** Reads {@value #HISTORY}; empty where it is missing. */
  public List<HistoryEntry> history() throws IOException {
    return read(HISTORY, new TypeReference<List<HistoryEntry>>() {}).orElse(List.of());
  }

  /** Writes {@value #SAMPLES}. */
  public void writeSamples(List<SampleTranslation> samples) throws IOException {
    write(SAMPLES, samples);
  }

  /** Reads {@value #SAMPLES}; empty where it is missing. */
  public List<SampleTranslation> samples() throws IOException {
    return read(SAMPLES, new TypeReference<List<SampleTranslation>>() {}).orElse(List.of());
  }

  /** Writes {@value #OPTIONS}. */
  public void writeOptions(RunOptions options) throws IOException {
    write(OPTIONS, options);
  }

  /** Reads {@value #OPTIONS}. */
  public Optional<RunOptions> options() throws IOException {
    return read(OPTIONS, new TypeReference<RunOptions>() {});
  }

  /** Writes {@value #SCORES}. */
  public void writeScores(Scores scores) throws IOException {
    write(SCORES, scores);
  }

  /** Reads {@value #SCORES}. */
  public Optional<Scores> scores() throws IOException {
    return read(SCORES, new TypeReference<Scores>() {});
  }

  private void write(String name, Object value) throws IOException {
    Files.createDirectories(path);
    AtomicFiles.write(path.resolve(name), MAPPER.writeValueAsBytes(value));
  }

  /**
   * @throws IOException if the file is there, but is not what {@link #write} wrote; names the file
   */
  private <T> Optional<T> read(String name, TypeReference<T> type) throws IOException {
    Path file = path.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": is not a file");
    }
    try {
      T value = MAPPER.readValue(Files.readAllBytes(file), type);
      if (value == null) {
        throw new IOException(file + ": holds null");
      }
      if (value instanceof List<?> list && list.stream().anyMatch(Objects::isNull)) {
        throw new IOException(file + ": element " + list.indexOf(null) + " is null");
      }
      return Optional.of(value);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + e.getOriginalMessage().lines().findFirst().orElse(""), e);
    } catch (StackOverflowError e) {
      throw new IOException(file + ": is nested too deeply", e);
    }
  }
}
