package org.attentionzoo.examples.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown page of the project.
 *
 * @param file where it is
 * @param prose its lines without what stands in fences
 * @param blocks what stands in fences, in order
 */
record Page(Path file, List<String> prose, List<Block> blocks) {

  /** The repository. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final Pattern FENCE = Pattern.compile("```(\\w*)\\s*");
  private static final Pattern GIVEN = Pattern.compile("<!-- java: (.*?)\\s*-->");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /**
   * A fenced block.
   *
   * @param line of its fence, from 1
   * @param language "" for none
   * @param given the variables that a piece of a program takes as given, "" for none
   */
  record Block(Path file, int line, String language, String given, String text) {
    @Override
    public String toString() {
      return ROOT.relativize(file) + ":" + line;
    }
  }

  /** Every page: in the root, in docs, and each module's. */
  static List<Page> all() {
    return Stream.of(
            markdown(ROOT, 1),
            markdown(ROOT.resolve("docs"), 9),
            modules().flatMap(m -> markdown(m, 1)))
        .flatMap(files -> files)
        .map(Page::read)
        .toList();
  }

  static Page of(String name) {
    return read(ROOT.resolve(name));
  }

  /** Folders with a pom of their own. */
  static Stream<Path> modules() {
    return list(ROOT, 1)
        .filter(folder -> Files.exists(folder.resolve("pom.xml")) && !folder.equals(ROOT));
  }

  private static Stream<Path> markdown(Path folder, int depth) {
    return list(folder, depth).filter(file -> file.toString().endsWith(".md"));
  }

  private static Stream<Path> list(Path folder, int depth) {
    try (Stream<Path> files = Files.walk(folder, depth)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> prose = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (!fence.matches()) {
        prose.add(lines.get(i));
        continue;
      }
      int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
      Matcher given = GIVEN.matcher(i == 0 ? "" : lines.get(i - 1));
      blocks.add(
          new Block(
              file,
              i + 1,
              fence.group(1),
              given.matches() ? given.group(1) : "",
              String.join("\n", lines.subList(i + 1, end))));
      i = end;
    }
    return new Page(file, prose, blocks);
  }

  List<Block> blocks(String language) {
    return blocks.stream().filter(block -> block.language().equals(language)).toList();
  }

  /** Where its links and images lead. */
  List<String> links() {
    return matches(LINK);
  }

  /** What stands in single backticks. */
  List<String> code() {
    return matches(CODE);
  }

  private List<String> matches(Pattern pattern) {
    return pattern.matcher(String.join("\n", prose)).results().map(r -> first(r)).toList();
  }

  private static String first(MatchResult result) {
    return result.group(1);
  }

  /** The names that links give to its headings, as GitHub makes them. */
  List<String> anchors() {
    return prose.stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  @Override
  public String toString() {
    return ROOT.relativize(file).toString();
  }
}
