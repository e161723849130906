package org.attentionzoo.layers.runtime;

import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.commons.lang3.builder.EqualsBuilder;
import org.apache.commons.lang3.builder.HashCodeBuilder;
import org.apache.commons.lang3.builder.ToStringBuilder;
import org.apache.commons.lang3.builder.ToStringStyle;

/**
 * Immutable options: each of their methods returns a changed copy, and {@link #checked} says what
 * is wrong with them as a whole.
 *
 * @param <T> the options themselves
 */
public abstract class Options<T extends Options<T>>
    implements CheckedOptions, Cloneable, Serializable {

  /** A copy that was changed; nobody else has seen it yet. */
  @SuppressWarnings("unchecked")
  protected final T with(Consumer<T> change) {
    try {
      T copy = (T) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * These options, complete.
   *
   * @throws IllegalArgumentException if one is missing or out of its range; names it and its value
   */
  @SuppressWarnings("unchecked")
  public T checked() {
    checkOptions();
    return (T) this;
  }

  @Override
  public final boolean equals(Object o) {
    return EqualsBuilder.reflectionEquals(this, o);
  }

  @Override
  public final int hashCode() {
    return HashCodeBuilder.reflectionHashCode(this);
  }

  @Override
  public final String toString() {
    return ToStringBuilder.reflectionToString(this, ToStringStyle.SHORT_PREFIX_STYLE);
  }
}
