package org.attentionzoo.zoo.pretrained;

import java.util.Locale;

/** Where a model is, in the order in which models are looked for. */
public enum Place {
  /** In a jar or folder of the class path, as those that come with this library. */
  CLASS_PATH,
  /** In the cache folder, fetched before. */
  CACHE,
  /** In the registry that {@code ATTENTIONZOO_REGISTRY} names; still to be fetched. */
  REGISTRY;

  /** As a person calls it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
