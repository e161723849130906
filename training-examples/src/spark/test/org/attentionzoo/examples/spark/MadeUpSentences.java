package org.attentionzoo.examples.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Sentences with a grammar, and their translations word for word: soon learnt. */
final class MadeUpSentences {

  private static final String[] SUBJECTS = {
    "der Hund|the dog", "die Katze|the cat", "ein Vogel|a bird", "Maria|Maria", "das Kind|the child"
  };
  private static final String[] VERBS = {
    "sieht|sees", "sucht|looks for", "malt|paints", "mag|likes", "kennt|knows"
  };
  private static final String[] OBJECTS = {
    "das Haus|the house", "einen Baum|a tree", "die Sonne|the sun", "ein Buch|a book"
  };
  private static final String[] ENDS = {".|.", " heute.| today.", " oft.| often."};

  private MadeUpSentences() {}

  /** All 300, in an order that says nothing; source TAB target. */
  static List<String> pairs() {
    List<String> pairs = new ArrayList<>();
    for (String subject : SUBJECTS) {
      for (String verb : VERBS) {
        for (String object : OBJECTS) {
          for (String end : ENDS) {
            pairs.add(
                side(0, subject, verb, object, end) + "\t" + side(1, subject, verb, object, end));
          }
        }
      }
    }
    Collections.shuffle(pairs, new Random(3));
    return pairs;
  }

  private static String side(int side, String subject, String verb, String object, String end) {
    return String.join(" ", half(side, subject), half(side, verb), half(side, object))
        + half(side, end);
  }

  private static String half(int side, String words) {
    return words.split("\\|")[side];
  }

  /** Writes so many lines to translate, some of them blank. */
  static void writeSources(Path file, int lines) throws IOException {
    List<String> pairs = pairs();
    List<String> sources = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      sources.add(i % 97 == 5 ? "" : pairs.get(i % pairs.size()).split("\t")[0] + " " + i % 7);
    }
    Files.write(file, sources);
  }
}
