package org.attentionzoo.examples.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A few dozen made-up sentence pairs, as two files. */
final class SmallCorpus {

  private static final String[][] SUBJECTS = {
    {"der Hund", "the dog"}, {"die Katze", "the cat"}, {"ein Vogel", "a bird"}, {"Maria", "Maria"}
  };
  private static final String[][] VERBS = {
    {"sieht", "sees"}, {"sucht", "looks for"}, {"malt", "paints"}
  };
  private static final String[][] OBJECTS = {
    {"das Haus.", "the house."}, {"einen Baum.", "a tree."}, {"die Sonne.", "the sun."}
  };

  private SmallCorpus() {}

  /** All 36 source sentences, German. */
  static List<String> sources() {
    return sentences(0);
  }

  /** Their translations, English. */
  static List<String> targets() {
    return sentences(1);
  }

  private static List<String> sentences(int side) {
    List<String> sentences = new ArrayList<>();
    for (String[] subject : SUBJECTS) {
      for (String[] verb : VERBS) {
        for (String[] object : OBJECTS) {
          sentences.add(subject[side] + " " + verb[side] + " " + object[side]);
        }
      }
    }
    return sentences;
  }

  /** Writes a.de and a.en. */
  static void write(Path folder) throws IOException {
    Files.write(folder.resolve("a.de"), sources());
    Files.write(folder.resolve("a.en"), targets());
  }

  /** Options that name the files for training and for validation. */
  static List<String> options(Path folder) {
    return List.of(
        "--train-source=" + folder.resolve("a.de"),
        "--train-target=" + folder.resolve("a.en"),
        "--valid-source=" + folder.resolve("a.de"),
        "--valid-target=" + folder.resolve("a.en"));
  }
}
