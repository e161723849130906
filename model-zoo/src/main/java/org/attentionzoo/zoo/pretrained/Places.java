package org.attentionzoo.zoo.pretrained;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attentionzoo.zoo.pretrained.PretrainedModels.Found;

/** Class path, cache and registry: each is looked into only if the ones before have nothing. */
final class Places {

  private final Settings settings;
  private final Set<ClassLoader> loaders;
  private final Cache cache;

  Places(Settings settings, Set<ClassLoader> loaders, Cache cache) {
    this.settings = settings;
    this.loaders = loaders;
    this.cache = cache;
  }

  /**
   * A model, where it is, and who lists it there.
   *
   * @param registry null for a model of the cache
   */
  record Located(PretrainedModel model, Place place, Registry registry) {}

  /** All models, each name at its first place. */
  List<Found> list() throws IOException {
    Map<String, Found> all = new LinkedHashMap<>();
    for (Registry registry : Registry.ofClassPath(loaders)) {
      registry.models().forEach(model -> add(all, model, Place.CLASS_PATH));
    }
    cache.list().forEach(model -> add(all, model, Place.CACHE));
    Optional<Registry> registry = registry();
    if (registry.isPresent()) {
      registry.get().models().forEach(model -> add(all, model, Place.REGISTRY));
    }
    return List.copyOf(all.values());
  }

  private static void add(Map<String, Found> all, PretrainedModel model, Place place) {
    all.putIfAbsent(model.name(), new Found(model, place));
  }

  /**
   * The model of a name.
   *
   * @throws IOException if there is none; says which there are
   */
  Located find(String name) throws IOException {
    return look(name).orElseThrow(() -> none(name));
  }

  Optional<Located> look(String name) throws IOException {
    PretrainedModel.checkName(name);
    Optional<Located> found = onClassPath(name);
    if (found.isEmpty()) {
      found = cache.find(name).map(model -> new Located(model, Place.CACHE, null));
    }
    return found.isEmpty() ? inRegistry(name) : found;
  }

  /** The same as if the cache were empty. */
  Optional<Located> lookOutside(String name) throws IOException {
    PretrainedModel.checkName(name);
    Optional<Located> found = onClassPath(name);
    return found.isEmpty() ? inRegistry(name) : found;
  }

  private Optional<Located> onClassPath(String name) throws IOException {
    Located first = null;
    for (Registry registry : Registry.ofClassPath(loaders)) {
      PretrainedModel model = registry.find(name).orElse(null);
      if (model == null) {
        continue;
      }
      if (first == null) {
        first = new Located(model, Place.CLASS_PATH, registry);
      } else if (!first.model().zip().sha256().equals(model.zip().sha256())) {
        throw new IOException(
            "two different models are called \""
                + name
                + "\": in "
                + first.registry().place()
                + " and in "
                + registry.place());
      }
    }
    return Optional.ofNullable(first);
  }

  private Optional<Located> inRegistry(String name) throws IOException {
    return registry()
        .flatMap(r -> r.find(name).map(model -> new Located(model, Place.REGISTRY, r)));
  }

  private Optional<Registry> registry() throws IOException {
    Optional<URI> address = settings.registry();
    if (address.isEmpty() || isUnasked(address.get())) {
      return Optional.empty();
    }
    return Optional.of(Registry.of(address.get()));
  }

  private boolean isUnasked(URI registry) {
    return settings.offline() && !registry.getScheme().equals("file");
  }

  private IOException none(String name) {
    StringBuilder message = new StringBuilder("there is no model \"" + name + "\"; there are: ");
    try {
      List<String> names = list().stream().map(found -> found.model().name()).toList();
      message.append(names.isEmpty() ? "none" : String.join(", ", names));
    } catch (IOException e) {
      message.append("none that could be read (").append(e.getMessage()).append(')');
    }
    settings
        .registry()
        .filter(this::isUnasked)
        .ifPresent(
            address ->
                message.append("; ").append(address).append(" was not asked, being offline"));
    return new IOException(message.toString());
  }
}
