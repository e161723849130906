package org.attentionzoo.zoo.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips that were made to do harm, of the kinds that once did. */
class HostileZipsTest {

  private static final String COEFFICIENTS = "coefficients.bin";
  private static final String UPDATER = "updaterState.bin";
  private static final String CONFIGURATION = "configuration.json";
  private static final long BOMB = 300_000_000;

  // of a one-dimensional array, see ArrayMutator
  private static final int SHAPE = 2;
  private static final int STRIDE = 3;
  private static final int ELEMENT_WISE_STRIDE = 5;
  private static final int COUNT = 7;

  @TempDir Path folder;

  /** What has to be in the message, by the hostile zip's file. */
  private final Map<Path, List<String>> zips = new LinkedHashMap<>();

  private interface Damage {
    void apply(RawZip zip) throws IOException;
  }

  private void zip(String name, Damage damage, String... inMessage) throws IOException {
    RawZip zip = RawZip.read(StartModel.BAHDANAU.file(folder));
    damage.apply(zip);
    zips.put(Files.write(folder.resolve(name + ".zip"), zip.bytes()), List.of(inMessage));
  }

  @Test
  void noneDoesHarmAndEachIsRefusedByTheNameOfWhatIsWrong() throws Exception {
    for (StartModel start : StartModel.values()) {
      start.write(folder);
    }
    javaSerialization();
    arrays();
    bombs();
    json();

    Map<String, String> wrong = new TreeMap<>();
    Map<Path, Verdict> verdicts = verdicts();
    assertThat(verdicts).hasSameSizeAs(zips);
    verdicts.forEach(
        (file, verdict) -> {
          List<String> inMessage = zips.get(file);
          boolean right =
              inMessage.isEmpty() // it may load, too
                  ? verdict.outcome().good()
                  : verdict.outcome() == Outcome.CLEAR
                      && inMessage.stream().allMatch(verdict.message()::contains);
          if (!right) {
            wrong.put(file.getFileName().toString(), verdict + " lacks " + inMessage);
          }
        });
    assertThat(wrong).isEmpty();
  }

  private void javaSerialization() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new SerialCanary());
    }
    RawEntry seen = RawEntry.of("preprocessor.bin", bytes.toByteArray(), true);
    RawEntry hidden = RawEntry.of("preprocessor.bin", bytes.toByteArray(), true);
    hidden.inDirectory = false;
    RawEntry renamed = RawEntry.of("other", bytes.toByteArray(), false);
    renamed.localName = "preprocessor.bin";
    zip("serialized", zip -> zip.entries.add(seen), "preprocessor.bin");
    zip("serialized-first-and-hidden", zip -> zip.entries.add(0, hidden));
    zip("serialized-last-and-hidden", zip -> zip.entries.add(hidden));
    zip("serialized-and-renamed-in-the-directory", zip -> zip.entries.add(renamed));
    zip(
        "another-configuration-hidden",
        zip -> {
          RawEntry other = zip.entry(CONFIGURATION).copy(CONFIGURATION);
          other.text(foreignClass(other.text(), "graph.LayerVertex"));
          other.inDirectory = false;
          zip.entries.add(other);
        });
  }

  private void arrays() throws IOException {
    for (String name : List.of(COEFFICIENTS, UPDATER)) {
      for (int more : new int[] {0, 64, 20_000}) {
        long count = (1L << 62) + more;
        zip(
            name + "-counts-2^62+" + more,
            zip -> numbers(zip.entry(name), Map.of(SHAPE, count, COUNT, count)),
            name);
      }
      zip(
          name + "-one-number-left",
          zip -> {
            RawEntry entry = zip.entry(name);
            numbers(entry, Map.of(COUNT, 1L));
            int start = ArrayMutator.number(entry.content(), COUNT) + Long.BYTES + 7; // "FLOAT"
            entry.content(Arrays.copyOf(entry.content(), start + Float.BYTES));
          },
          name);
      zip(name + "-no-numbers", zip -> numbers(zip.entry(name), Map.of(COUNT, 0L)), name);
      zip(name + "-of-length-0", zip -> numbers(zip.entry(name), Map.of(SHAPE, 0L)), name);
      zip(
          name + "-stride-16",
          zip -> numbers(zip.entry(name), Map.of(STRIDE, 16L, ELEMENT_WISE_STRIDE, 16L)),
          name);
      zip(name + "-stride", zip -> numbers(zip.entry(name), Map.of(STRIDE, 1L << 40)), name);
      zip(
          name + "-cut-off",
          zip -> zip.entry(name).content(Arrays.copyOf(zip.entry(name).content(), 200)),
          name);
    }
  }

  /** Replaces numbers of the header, by their place in it. */
  private static void numbers(RawEntry entry, Map<Integer, Long> numbers) {
    byte[] content = entry.content().clone();
    numbers.forEach(
        (place, number) ->
            ByteBuffer.wrap(content).putLong(ArrayMutator.number(content, place), number));
    entry.content(content);
  }

  private void bombs() throws IOException {
    RawEntry bomb = RawEntry.zeros("", BOMB);
    for (String name :
        List.of(
            CONFIGURATION,
            COEFFICIENTS,
            UPDATER,
            "source-vocabulary.json",
            "model-card.json",
            "target-tokenizer.json")) {
      zip(
          "bomb-" + name,
          zip -> zip.entries.set(zip.entries.indexOf(zip.entry(name)), bomb.copy(name)),
          name);
      zip(
          "bomb-of-a-false-size-" + name,
          zip -> {
            RawEntry small = bomb.copy(name);
            small.size = 500;
            small.localSize = 500;
            zip.entries.set(zip.entries.indexOf(zip.entry(name)), small);
          },
          name);
    }
    zip("bomb-unknown", zip -> zip.entries.add(bomb.copy("unknown")));
    zip("bomb-training-state", zip -> zip.entries.add(bomb.copy("training-state.json")));
  }

  private void json() throws IOException {
    for (int depth : new int[] {800, 100_000}) {
      String deep = "[".repeat(depth) + "]".repeat(depth);
      for (String name :
          List.of(
              CONFIGURATION,
              "target-tokenizer.json",
              "model-card.json",
              "source-vocabulary.json")) {
        zip(
            depth + "-deep-" + name,
            zip -> {
              RawEntry entry = zip.entry(name);
              entry.text(entry.text().replaceFirst("\\{", "{\"deep\": " + deep + ","));
            },
            name);
      }
    }
    configuration("units-2^62", "\"units\" : 4", "\"units\" : 4611686018427387904");
    configuration("size-2^62", "\"size\" : 4", "\"size\" : 4611686018427387904");
    configuration("vocabulary-2^31", "\"vocabularySize\" : 7", "\"vocabularySize\" : 2147483648");
    configuration("units-0", "\"units\" : 4", "\"units\" : 0");
    configuration("no-options", "\"options\" : \\{", "\"options\" : null, \"x\" : {");
    configuration("no-inputs", "\"networkInputs\" : \\[[^]]*]", "\"networkInputs\" : null");
    configuration(
        "a-cycle", "\"encoder\" : \\[ \"sourceEmbedding\" ]", "\"encoder\" : [ \"decoder\" ]");
    for (String type :
        List.of("conf.graph.LayerVertex", "embedding.TokenEmbedding", "updater.FastAdam")) {
      zip(
          "foreign-class-for-" + type,
          zip -> {
            RawEntry entry = zip.entry(CONFIGURATION);
            entry.text(foreignClass(entry.text(), type));
          },
          CONFIGURATION,
          StaticCanary.class.getSimpleName());
    }
  }

  private void configuration(String name, String pattern, String replacement) throws IOException {
    zip(
        name,
        zip -> {
          RawEntry entry = zip.entry(CONFIGURATION);
          String changed = entry.text().replaceFirst(pattern, replacement);
          assertThat(changed).isNotEqualTo(entry.text());
          entry.text(changed);
        },
        CONFIGURATION);
  }

  private static String foreignClass(String json, String type) {
    String changed =
        json.replaceFirst("\"[\\w.]+" + type + '"', '"' + StaticCanary.class.getName() + '"');
    assertThat(changed).isNotEqualTo(json);
    return changed;
  }

  private Map<Path, Verdict> verdicts() throws IOException {
    Map<Path, Verdict> verdicts = new LinkedHashMap<>();
    List<Path> left = new ArrayList<>(zips.keySet());
    while (!left.isEmpty()) { // in a new process after each that died
      List<Object> arguments = new ArrayList<>(left);
      arguments.add(0, FuzzChild.FILES);
      try (FuzzProcess process =
          new FuzzProcess(System.getProperty("java.class.path"), folder, arguments.toArray())) {
        for (Verdict verdict = process.verdict(); verdict != null; verdict = process.verdict()) {
          verdicts.put(left.remove(0), verdict);
          if (verdict.outcome() == Outcome.CRASH || verdict.outcome() == Outcome.HANG) {
            break;
          }
        }
      }
    }
    return verdicts;
  }
}
