package org.attentionzoo.zoo.weights;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.layers.check.Arguments;

/**
 * What became of every tensor of a file.
 *
 * @param used where each parameter came from, in the order of the network
 * @param unused tensors of the file that no parameter is made of, in its order
 */
public record ImportReport(List<Used> used, List<Unused> unused) {

  /** Neither is null. */
  public ImportReport {
    used = List.copyOf(Arguments.allGiven("used", used));
    unused = List.copyOf(Arguments.allGiven("unused", unused));
  }

  /**
   * A parameter and what it is made of.
   *
   * @param parameter its name in the network, such as {@code encoder0_selfWq}
   * @param shape of the parameter
   * @param tensors names in the file; none for a constant
   * @param how what was done to them; empty where they were taken as they are
   */
  public record Used(String parameter, List<Long> shape, List<String> tensors, String how) {

    /** None is null. */
    public Used {
      Arguments.given("parameter", parameter);
      shape = List.copyOf(Arguments.allGiven("shape", shape));
      tensors = List.copyOf(Arguments.allGiven("tensors", tensors));
      Arguments.given("how", how);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %s ← %s%s",
          parameter,
          shape,
          String.join(" + ", tensors),
          how.isEmpty() ? "" : tensors.isEmpty() ? how : " (" + how + ")");
    }
  }

  /**
   * A tensor of the file that was not needed.
   *
   * @param reason why not; empty if nobody knows
   */
  public record Unused(String tensor, List<Long> shape, String reason) {

    /** None is null. */
    public Unused {
      Arguments.given("tensor", tensor);
      shape = List.copyOf(Arguments.allGiven("shape", shape));
      Arguments.given("reason", reason);
    }

    @Override
    public String toString() {
      return tensor + " " + shape + (reason.isEmpty() ? "" : " (" + reason + ")");
    }
  }

  static List<Long> list(long[] shape) {
    return Arrays.stream(shape).boxed().toList();
  }

  /** Tensors that are not used, and nobody knows why. */
  public List<Unused> unexplained() {
    return unused.stream().filter(tensor -> tensor.reason().isEmpty()).toList();
  }

  /** A line for each parameter, then one for each tensor that is not used. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    used.forEach(each -> text.append(each).append('\n'));
    unused.forEach(each -> text.append("not used: ").append(each).append('\n'));
    return text.toString();
  }
}
