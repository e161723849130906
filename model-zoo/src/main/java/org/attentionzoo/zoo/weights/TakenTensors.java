package org.attentionzoo.zoo.weights;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;

/** Which tensors of PyTorch's modules have a place, and whether any of those modules' has none. */
final class TakenTensors {

  private final NamedTensors file;
  private final Set<String> modules = new LinkedHashSet<>();
  private final Set<String> taken = new LinkedHashSet<>();
  private final Map<String, Boolean> biases = new LinkedHashMap<>(); // whether the file has it

  TakenTensors(NamedTensors file) {
    this.file = file;
  }

  /** All tensors of a module need a place. */
  void module(String module) {
    modules.add(Arguments.given("module", module));
  }

  /** The name of a module's tensor. */
  String member(String module, String tensor) {
    module(module);
    return module + "." + tensor;
  }

  /** A module's weight as it is. */
  Weight weight(String module, String tensor) {
    return Weight.named(member(module, tensor));
  }

  /** A module's bias, zeros if it has none. */
  Weight bias(String module, String tensor, long size) {
    String name = member(module, tensor);
    boolean there = file.names().contains(name);
    biases.put(name, there);
    return there ? Weight.named(name) : Weight.constant(0, size);
  }

  /** These have a place, or need none. */
  void take(Collection<String> tensors) {
    taken.addAll(tensors);
  }

  /**
   * @throws WeightsException if a module has a tensor without a place, or some of its biases only
   */
  void check() throws WeightsException {
    for (String module : modules) {
      List<String> lacking = biases(module, false);
      if (!lacking.isEmpty() && !biases(module, true).isEmpty()) {
        throw new WeightsException(file.file(), "has no tensors " + lacking);
      }
    }
    List<String> left =
        file.names().stream()
            .filter(name -> !taken.contains(name) && modules.stream().anyMatch(m -> in(name, m)))
            .toList();
    if (!left.isEmpty()) {
      throw new WeightsException(file.file(), "the network has no place for tensors " + left);
    }
  }

  private List<String> biases(String module, boolean there) {
    return biases.keySet().stream()
        .filter(name -> in(name, module) && biases.get(name) == there)
        .toList();
  }

  private static boolean in(String tensor, String module) {
    return tensor.startsWith(module + ".");
  }
}
