package org.attentionzoo.examples.g2p;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.examples.report.AtomicFiles;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.corpus.SentencePair;

/**
 * Words and how they are pronounced.
 *
 * @param byWord the pronunciations of each word, each a text of phonemes between spaces, in the
 *     order they came
 */
record Pronunciations(Map<String, Set<String>> byWord) {

  Pronunciations() {
    this(new LinkedHashMap<>());
  }

  void add(String word, String phonemes) {
    byWord.computeIfAbsent(word, key -> new LinkedHashSet<>()).add(phonemes);
  }

  /** Moves the first word to another list, if this one keeps a word. */
  void moveWordTo(Pronunciations other) {
    if (byWord.size() > 1) {
      String word = byWord.keySet().iterator().next();
      other.byWord.put(word, byWord.remove(word));
    }
  }

  /**
   * Reads a TSV file, a word and one of its pronunciations a line; blank lines are passed over.
   *
   * @throws IOException if it cannot be read or is no such file; says where
   */
  static Pronunciations readTsv(Path file) throws IOException {
    Pronunciations read = new Pronunciations();
    for (SentencePair pair : ParallelText.tsv(file, 1, 2).readAll()) {
      if (!pair.source().isEmpty()) {
        read.add(pair.source(), pair.target());
      }
    }
    return read;
  }

  /** Writes what {@link #readTsv} reads. */
  void writeTsv(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    byWord.forEach((word, all) -> all.forEach(phonemes -> lines.add(word + "\t" + phonemes)));
    AtomicFiles.write(file, String.join("\n", lines) + "\n");
  }
}
