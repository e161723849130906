package org.attentionzoo.zoo.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A damaged zip, which follows from seed and number.
 *
 * @param start the good one it was
 * @param damage what was done to it
 */
record ZipCase(StartModel start, String damage, byte[] bytes) {

  /**
   * @param folder holds the {@link StartModel}s
   */
  static ZipCase of(Path folder, long seed, int number) throws IOException {
    SplittableRandom random = new SplittableRandom((seed << 32) + number).split();
    StartModel start = StartModel.values()[random.nextInt(StartModel.values().length)];
    StartModel lender = StartModel.values()[random.nextInt(StartModel.values().length)];
    int kind = random.nextInt(10);
    if (kind < 2) {
      byte[] bytes = Files.readAllBytes(start.file(folder));
      byte[] other = Files.readAllBytes(lender.file(folder));
      return new ZipCase(start, "bytes", ByteMutator.mutate(bytes, other, random));
    }
    RawZip zip = RawZip.read(start.file(folder));
    String damage =
        kind < 5
            ? EntryMutator.mutate(zip, random)
            : kind < 7
                ? ArrayMutator.mutate(entry(zip, ".bin", random), random)
                : JsonMutator.mutate(entry(zip, ".json", random), random);
    return new ZipCase(start, damage, zip.bytes());
  }

  private static RawEntry entry(RawZip zip, String ending, SplittableRandom random) {
    List<RawEntry> entries = zip.entries.stream().filter(e -> e.name.endsWith(ending)).toList();
    // the configuration is the longest JSON
    return ending.equals(".json") && random.nextBoolean()
        ? zip.entry("configuration.json")
        : entries.get(random.nextInt(entries.size()));
  }
}
