package org.attentionzoo.zoo.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Changes which entries a zip has, and what their headers say. */
final class EntryMutator {

  private static final List<String> NAMES =
      List.of(
          "configuration.json",
          "coefficients.bin",
          "updaterState.bin",
          "source-vocabulary.json",
          "target-vocabulary.json",
          "model-card.json",
          "source-tokenizer.json",
          "target-tokenizer.json",
          "training-state.json",
          "pending-gradient.bin",
          "preprocessor.bin",
          "normalizer.bin",
          "noParams.marker",
          "other",
          "",
          "../other",
          "folder/",
          "/coefficients.bin",
          "COEFFICIENTS.BIN",
          "coefficients.bin\0",
          "ü");

  private static final long[] NUMBERS = {
    0, 1, -1, 4, 100, 65_535, 1L << 20, Integer.MAX_VALUE, 1L << 31, 0xFFFFFFFEL, 0xFFFFFFFFL
  };

  private static RawEntry bomb;

  private EntryMutator() {}

  /** Changes the zip; says how. */
  static String mutate(RawZip zip, SplittableRandom random) {
    int index = random.nextInt(zip.entries.size());
    RawEntry entry = zip.entries.get(index);
    RawEntry other = zip.entries.get(random.nextInt(zip.entries.size()));
    String name = NAMES.get(random.nextInt(NAMES.size()));
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    String what = entry.name + ": ";
    switch (random.nextInt(20)) {
      case 0 -> {
        zip.entries.remove(entry);
        return what + "removed";
      }
      case 1 -> {
        zip.entries.add(random.nextInt(zip.entries.size() + 1), entry.copy(entry.name));
        return what + "doubled";
      }
      case 2 -> {
        zip.entries.add(random.nextInt(zip.entries.size() + 1), other.copy(entry.name));
        return what + "once more with the content of " + other.name;
      }
      case 3 -> {
        entry.name = name;
        entry.localName = name;
        return what + "renamed " + name;
      }
      case 4 -> {
        entry.localName = name;
        return what + "renamed " + name + " in its local header";
      }
      case 5 -> {
        entry.name = name;
        return what + "renamed " + name + " in the directory";
      }
      case 6 -> {
        byte[] content = entry.content();
        entry.content(other.content());
        other.content(content);
        return what + "content swapped with " + other.name;
      }
      case 7 -> {
        entry.content(new byte[0]);
        return what + "empty";
      }
      case 8, 9 -> {
        entry.content(ByteMutator.mutate(entry.content(), other.content(), random));
        return what + "bytes of its content";
      }
      case 10 -> {
        if (bomb == null) {
          bomb = RawEntry.zeros("", 300_000_000);
        }
        String bombName = random.nextBoolean() ? entry.name : name;
        zip.entries.set(index, bomb.copy(bombName));
        return what + "a bomb named " + bombName;
      }
      case 11 -> {
        entry.crc = number;
        return what + "CRC " + number;
      }
      case 12 -> {
        entry.size = number;
        return what + "size " + number + " in the directory";
      }
      case 13 -> {
        entry.localSize = number;
        return what + "size " + number + " in its local header";
      }
      case 14 -> {
        entry.packed = number;
        return what + "compressed size " + number + " in the directory";
      }
      case 15 -> {
        entry.size = number;
        entry.packed = number;
        entry.localSize = number;
        entry.localPacked = number;
        return what + "sizes " + number;
      }
      case 16 -> {
        entry.method = List.of(0, 8, 9, 12, 99, 65_535).get(random.nextInt(6));
        return what + "method " + entry.method;
      }
      case 17 -> {
        entry.flags = 1 << random.nextInt(16);
        return what + "flags " + entry.flags;
      }
      case 18 -> {
        boolean hidden = random.nextBoolean();
        entry.inDirectory = !hidden;
        entry.inPlace = hidden;
        return what + (hidden ? "not in the directory" : "in the directory only");
      }
      default -> {
        return header(zip, entry, what, random);
      }
    }
  }

  private static String header(RawZip zip, RawEntry entry, String what, SplittableRandom random) {
    int shift = random.nextInt(-100, 100);
    switch (random.nextInt(5)) {
      case 0 -> entry.offsetShift = shift;
      case 1 -> zip.countShift = shift;
      case 2 -> zip.directoryShift = shift;
      case 3 -> zip.comment = "PK\5\6".repeat(random.nextInt(1, 20));
      default -> {
        entry.extra = new byte[random.nextInt(1, 40)];
        random.nextBytes(entry.extra);
        entry.extra[0] = 1; // such as for Zip64
      }
    }
    return what + "offsets, counts, comment or extra field";
  }
}
