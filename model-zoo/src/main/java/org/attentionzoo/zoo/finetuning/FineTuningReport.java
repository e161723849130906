package org.attentionzoo.zoo.finetuning;

import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/**
 * What a fine-tuned model has from the one it was made of, what is new, and what will not change.
 *
 * @param parts in the order in which they compute
 * @param source tokens of the source vocabulary
 * @param target tokens of the target vocabulary
 * @param options those that changed, each as {@code name: before -> now}
 */
public record FineTuningReport(
    List<Part> parts, Tokens source, Tokens target, List<String> options) {

  /** Nothing may be missing. */
  public FineTuningReport {
    parts = List.copyOf(Arguments.allGiven("parts", parts));
    Arguments.given("source", source);
    Arguments.given("target", target);
    options = List.copyOf(Arguments.allGiven("options", options));
  }

  /** Whether a part learns. */
  public enum State {
    /** It learns. */
    TRAINED("trained"),
    /** Its parameters stay, and the gradient passes to what learns below it. */
    FROZEN_WITH_BACKPROP("frozen, the gradient passes"),
    /** Its parameters stay, and the backward pass ends here: nothing below it learns. */
    FROZEN("frozen, the gradient ends");

    private final String words;

    State(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * A part with parameters.
   *
   * @param name of its vertex
   * @param parameters how many it has
   * @param kept how many of them are those of before, bit for bit
   * @param state whether it learns
   */
  public record Part(String name, long parameters, long kept, State state) {

    /** Nothing may be missing. */
    public Part {
      Arguments.given("name", name);
      Arguments.given("state", state);
    }
  }

  /**
   * What became of the tokens of a side.
   *
   * @param before size of the old vocabulary
   * @param now size of the new one
   * @param kept tokens of the new one with the vectors that they had
   * @param fromPieces tokens whose vectors are means of the old ones of their pieces
   * @param fresh tokens with new vectors
   */
  public record Tokens(int before, int now, int kept, int fromPieces, int fresh) {

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d tokens of %,d kept, %,d new from pieces, %,d new and random; now %,d",
          kept,
          before,
          fromPieces,
          fresh,
          now);
    }
  }

  /** How many parameters learn. */
  public long trainedParameters() {
    return parts.stream()
        .filter(part -> part.state() == State.TRAINED)
        .mapToLong(Part::parameters)
        .sum();
  }

  /** One line for each vocabulary, changed option and part. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "source vocabulary: %s%n", source));
    text.append(String.format(Locale.ROOT, "target vocabulary: %s%n", target));
    options.forEach(option -> text.append(option).append(System.lineSeparator()));
    long all = 0;
    for (Part part : parts) {
      all += part.parameters();
      text.append(
          String.format(
              Locale.ROOT,
              "%s: %,d parameters, %s, %s%n",
              part.name(),
              part.parameters(),
              part.kept() == part.parameters()
                  ? "all kept"
                  : String.format(Locale.ROOT, "%,d kept", part.kept()),
              part.state()));
    }
    return text.append(
            String.format(
                Locale.ROOT, "%,d of %,d parameters are trained", trainedParameters(), all))
        .toString();
  }
}
