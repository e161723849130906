package org.attentionzoo.layers.recurrent;

import java.io.Serializable;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.apache.commons.lang3.builder.ToStringBuilder;
import org.apache.commons.lang3.builder.ToStringStyle;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Where in the channels of an encoder's output a decoder finds what it needs:
 *
 * <pre>
 *   [ memory: directions · H | states: for each layer, direction and name (h, c): H ]
 * </pre>
 *
 * The states follow only where the encoder has {@code outputStates}. They are the states after each
 * position and are held through padding, so that the final state is a plain slice: at the last
 * position for the forward direction, at position 0 for the backward one.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.NONE,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class EncoderLayout implements Serializable {
  @JsonProperty private Cell cell;
  @JsonProperty private long units;
  @JsonProperty private int layers;
  @JsonProperty private Direction direction;
  @JsonProperty private boolean states;

  private EncoderLayout() {} // for JSON

  EncoderLayout(Cell cell, long units, int layers, Direction direction, boolean states) {
    this.cell = cell;
    this.units = units;
    this.layers = layers;
    this.direction = direction;
    this.states = states;
  }

  /** A memory that no {@link RecurrentEncoder} made: attention may read it, states it has none. */
  public static EncoderLayout memoryOnly(long size) {
    return new EncoderLayout(
        null, Arguments.size("memory size", size), 0, Direction.FORWARD, false);
  }

  /**
   * @throws IllegalArgumentException if a size is not positive or an option missing
   */
  void check() {
    Arguments.size("encoder units", units);
    Arguments.given("encoder direction", direction);
    if (cell != null || states) {
      Arguments.given("encoder cell", cell);
      Arguments.size("encoder layers", layers);
    }
  }

  /** The encoder's cell, null for a memory from elsewhere. */
  public Cell cell() {
    return cell;
  }

  /** H, the units of one layer and direction. */
  public long units() {
    return units;
  }

  public int layers() {
    return layers;
  }

  /** 1 or 2. */
  public int directions() {
    return direction.count();
  }

  public boolean isBidirectional() {
    return direction == Direction.BOTH;
  }

  /** Whether the states of every layer and direction follow the memory. */
  public boolean hasStates() {
    return states;
  }

  /** Channels that attention reads: directions · H. */
  public long memorySize() {
    return directions() * units;
  }

  /** All channels of the encoder's output. */
  public long size() {
    return memorySize() + (states ? layers * directions() * cell.states().size() * units : 0);
  }

  /**
   * First of the H channels that hold a state.
   *
   * @param layer from 0
   * @param run 0, or 1 for the backward run of {@link Direction#BOTH}
   * @param state "h" or "c"
   */
  public long stateOffset(int layer, int run, String state) {
    int index = cell == null ? -1 : cell.states().indexOf(state);
    if (!states || layer < 0 || layer >= layers || run >= directions() || index < 0) {
      throw new IllegalArgumentException(
          "No state " + state + " of layer " + layer + ", run " + run + " in " + this);
    }
    return memorySize() + ((layer * directions() + run) * cell.states().size() + index) * units;
  }

  /** The channels that attention reads: {@code [N, S, size] → [N, S, memorySize]}. */
  SDVariable memory(SDVariable output) {
    return states
        ? output.get(SDIndex.all(), SDIndex.all(), SDIndex.interval(0L, memorySize()))
        : output;
  }

  /** One run's final state, of all real positions: {@code [N, S, size] → [N, H]}. */
  SDVariable finalState(SDVariable output, int layer, int run, String state) {
    long from = stateOffset(layer, run, state);
    return at(output, direction.isBackward(run) ? 0 : -1, from);
  }

  /**
   * The top layer's backward state at position 0, which has read the whole source: {@code [N, H]},
   * Bahdanau's ←h_1. It is part of the memory, so it needs no states.
   */
  SDVariable backwardSummary(SDVariable output) {
    return at(output, 0, units);
  }

  private SDVariable at(SDVariable output, long position, long from) {
    return output.get(
        SDIndex.all(), SDIndex.point(position), SDIndex.interval(from, from + units)); // [N, H]
  }

  @Override
  public boolean equals(Object o) {
    return EqualsBuilder.reflectionEquals(this, o);
  }

  @Override
  public int hashCode() {
    return HashCodeBuilder.reflectionHashCode(this);
  }

  @Override
  public String toString() {
    return ToStringBuilder.reflectionToString(this, ToStringStyle.SHORT_PREFIX_STYLE);
  }
}
