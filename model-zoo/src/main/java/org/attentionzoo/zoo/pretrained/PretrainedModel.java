package org.attentionzoo.zoo.pretrained;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.untrusted.OneLine;

/**
 * What a registry says about a trained model: its card, and which file it is.
 *
 * @param name that it is asked for by, such as "g2p-en"; small letters and digits, with single
 *     dots, hyphens and underscores between them
 * @param task what it does, such as "English words to phonemes"
 * @param languages that it reads or writes, as BCP 47 tags such as "en" or "pt-BR"; may be empty
 * @param architecture what it is made of, such as "Transformer, 2+2 layers, d 128"
 * @param parameters how many numbers it has
 * @param training what it was made of, and how
 * @param result what it reached
 * @param zip the file
 */
public record PretrainedModel(
    String name,
    String task,
    List<String> languages,
    String architecture,
    long parameters,
    Training training,
    Result result,
    ZipFile zip) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._-][a-z0-9]+)*");
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_TEXT = 2000;
  private static final Pattern LANGUAGE =
      Pattern.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}");
  private static final int MOST_LANGUAGES = 200;
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * @throws IllegalArgumentException if a value is missing or not of its form; names it
   */
  public PretrainedModel {
    checkName(name);
    text("task", task);
    languages = List.copyOf(Arguments.allGiven("languages", languages));
    if (languages.size() > MOST_LANGUAGES) {
      throw new IllegalArgumentException(
          "languages must be at most " + MOST_LANGUAGES + ", but are " + languages.size());
    }
    languages.forEach(language -> matching("language", language, LANGUAGE, "a tag such as pt-BR"));
    text("architecture", architecture);
    Arguments.within("parameters", parameters, 1, Long.MAX_VALUE);
    Arguments.given("training", training);
    Arguments.given("result", result);
    Arguments.given("zip", zip);
  }

  /**
   * What a model was made of, and how.
   *
   * @param data what it learnt from
   * @param licence of the data, and of the model; an SPDX expression where there is one
   * @param command that trained it
   * @param libraryVersion the version of this library that trained it
   */
  public record Training(String data, String licence, String command, String libraryVersion) {

    /**
     * @throws IllegalArgumentException if a value is missing, too long, or not one line; names it
     */
    public Training {
      text("data", data);
      text("licence", licence);
      text("command", command);
      text("libraryVersion", libraryVersion);
    }
  }

  /**
   * What a model reached.
   *
   * @param metric such as "BLEU" or "exact match in %"
   * @param score in that metric; finite
   * @param signature how it was measured, such as sacreBLEU's signature, or the search
   * @param testSet what it was measured with
   */
  public record Result(String metric, double score, String signature, String testSet) {

    /**
     * @throws IllegalArgumentException if a value is missing or not of its form; names it
     */
    public Result {
      text("metric", metric);
      Arguments.finite("score", score);
      text("signature", signature);
      text("testSet", testSet);
    }
  }

  /**
   * The zip of a model.
   *
   * @param file where it is: a name relative to the registry's own place, or a URL
   * @param bytes its size
   * @param sha256 its SHA-256, 64 digits of 0-9 and a-f
   */
  public record ZipFile(String file, long bytes, String sha256) {

    /**
     * @throws IllegalArgumentException if a value is missing or not of its form; names it
     */
    public ZipFile {
      text("file", file);
      Arguments.within("bytes", bytes, 1, Long.MAX_VALUE);
      matching("sha256", sha256, SHA_256, "64 digits of 0-9 and a-f");
    }
  }

  PretrainedModel with(ZipFile other) {
    return new PretrainedModel(
        name, task, languages, architecture, parameters, training, result, other);
  }

  /** As a person reads it: a line for each value. */
  public String card() {
    return String.format(
        Locale.ROOT,
        """
        name          %s
        task          %s
        languages     %s
        architecture  %s
        parameters    %,d
        data          %s
        licence       %s
        score         %s %s (%s; %s)
        trained by    %s
        version       %s
        file          %s, %,d bytes
        SHA-256       %s
        """,
        name,
        task,
        languages.isEmpty() ? "none" : String.join(", ", languages),
        architecture,
        parameters,
        training.data(),
        training.licence(),
        result.metric(),
        Double.toString(result.score()),
        result.signature(),
        result.testSet(),
        training.command(),
        training.libraryVersion(),
        zip.file(),
        zip.bytes(),
        zip.sha256());
  }

  /**
   * A name that a model can have; it is a folder's name, too.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static String checkName(String name) {
    matching("name", name, NAME, "small letters and digits, with single . - _ between them");
    return Arguments.given("name", name);
  }

  static boolean isName(String name) {
    return name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
  }

  private static void matching(String what, String value, Pattern pattern, String expected) {
    Arguments.given(what, value);
    if (value.length() > LONGEST_NAME || !pattern.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + " must be " + expected + ", but is \"" + OneLine.of(value) + '"');
    }
  }

  /** One line that does to a screen what it seems to. */
  private static void text(String what, String value) {
    Arguments.given(what, value);
    if (value.isBlank() || value.length() > LONGEST_TEXT || !OneLine.isPlain(value)) {
      throw new IllegalArgumentException(
          what
              + " must be one line of at most "
              + LONGEST_TEXT
              + " characters, but is \""
              + OneLine.of(value)
              + '"');
    }
  }
}
