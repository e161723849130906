package org.attentionzoo.examples.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.attentionzoo.examples.EveryCommand;

/** Reads as much of a shell's language as the pages use. */
final class Shell {

  private static final Pattern WORD =
      Pattern.compile("'([^']*)'|\"([^\"]*)\"|(&&|\\||<|>)|([^\\s'\"|<>&]+)|(&)");

  private Shell() {}

  /**
   * A program with what it is given.
   *
   * @param words the program and its arguments
   * @param input the file that it reads, null for none
   * @param output the file that it writes, null for none
   */
  record Call(List<String> words, String input, String output) {

    private static final String JAR = "/attention-zoo-examples.jar";
    private static final String BENCHMARKS = "/attention-zoo-examples-benchmarks.jar";

    /** What {@link EveryCommand} is given for it, null if it is another program. */
    List<String> commandArguments() {
      for (int i = 0; i + 1 < words.size(); i++) {
        List<String> arguments = words.subList(i + 2, words.size());
        if (words.get(i).equals("-jar") && words.get(i + 1).endsWith(JAR)) {
          return arguments;
        }
        if (words.get(i).equals("-jar") && words.get(i + 1).endsWith(BENCHMARKS)) {
          return Stream.concat(Stream.of(EveryCommand.BENCHMARKS), arguments.stream()).toList();
        }
      }
      return null;
    }
  }

  /** The programs that a block calls, in order. */
  static List<Call> calls(String block) {
    List<Call> calls = new ArrayList<>();
    for (String line : block.replace("\\\n", " ").split("\n")) {
      String command = line.replaceFirst("(^|\\s)#.*", "");
      List<String> words = new ArrayList<>();
      String[] files = new String[2];
      int file = -1;
      for (Matcher m = WORD.matcher(command); m.find(); ) {
        String operator = m.group(3);
        if (operator == null) {
          String word =
              m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group();
          if (file >= 0) {
            files[file] = word;
            file = -1;
          } else {
            words.add(word);
          }
        } else if (operator.equals("<") || operator.equals(">")) {
          file = operator.equals("<") ? 0 : 1;
        } else {
          calls.add(new Call(List.copyOf(words), files[0], files[1]));
          words.clear();
          files = new String[2];
        }
      }
      if (!words.isEmpty()) {
        calls.add(new Call(List.copyOf(words), files[0], files[1]));
      }
    }
    return calls;
  }
}
