package org.attentionzoo.zoo.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads the files that hold {@link BpeMerges}, one a line, the first learned first:
 *
 * <pre>
 * #version: 0.2, then two symbols a line     subword-nmt since 2017
 * #version: 0.1, or two symbols a line only  subword-nmt before: the end of a word is a symbol of
 *                                            its own, which merges like any other
 * two symbols and their count a line         fastBPE; words end as in version 0.2
 * </pre>
 */
final class BpeCodes {

  private static final String HEADER = "#version:";
  private static final Pattern COUNT = Pattern.compile("[0-9]+");

  private final Path file;
  private final List<Merge> merges = new ArrayList<>();
  private boolean endApart;
  private int columns = 2;

  private BpeCodes(Path file) {
    this.file = file;
  }

  /** See {@link BpeMerges#read}. */
  static BpeMerges read(Path file) throws IOException {
    BpeCodes codes = new BpeCodes(file);
    try (InputStream in = Files.newInputStream(file);
        Utf8Lines lines = new Utf8Lines(in, file.toString())) {
      String first = lines.next();
      if (first == null) {
        throw new IOException(
            file + ":1: not a BPE codes file: expected \"#version: 0.2\", found an empty file");
      }
      if (first.startsWith(HEADER)) {
        codes.version(first);
      } else {
        codes.columns = columns(first).length == 3 ? 3 : 2;
        codes.endApart = codes.columns == 2;
        codes.add(first, 1);
      }
      for (String line = lines.next(); line != null; line = lines.next()) {
        codes.add(line, lines.number());
      }
    }
    return new BpeMerges(codes.merges, codes.endApart);
  }

  private void version(String line) throws IOException {
    String version = line.substring(HEADER.length()).strip().replaceFirst("(\\.0+)*$", "");
    if (!version.equals("0.1") && !version.equals("0.2")) {
      throw new IOException(
          file
              + ":1: BPE codes of version 0.1 and 0.2 are known, found \""
              + BpeMerges.shortened(line)
              + '"');
    }
    endApart = version.equals("0.1");
  }

  private void add(String line, long number) throws IOException {
    String[] symbols = columns(line);
    boolean valid =
        symbols.length == columns
            && !symbols[0].isEmpty()
            && !symbols[1].isEmpty()
            && (columns == 2 || COUNT.matcher(symbols[2]).matches());
    if (!valid) {
      String expected =
          number == 1
              ? "not a BPE codes file: expected \"#version: 0.2\""
              : String.format(
                  Locale.ROOT,
                  "expected two symbols%s separated by a space",
                  columns == 3 ? " and their count" : "");
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s:%d: %s, found \"%s\"",
              file,
              number,
              expected,
              BpeMerges.shortened(line)));
    }
    merges.add(new Merge(symbols[0], symbols[1]));
  }

  private static String[] columns(String line) {
    return line.split(" ", -1);
  }
}
