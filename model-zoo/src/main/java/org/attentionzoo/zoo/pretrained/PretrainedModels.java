package org.attentionzoo.zoo.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.zoo.download.Download;
import org.attentionzoo.zoo.file.Sha256;
import org.attentionzoo.zoo.io.ModelZip;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trained models by name. A model is looked for
 *
 * <ol>
 *   <li>on the class path: in this library, and in every jar that has a registry at {@code
 *       META-INF/attention-zoo/registry.json};
 *   <li>in the cache folder {@code ATTENTIONZOO_HOME}, else {@code .attentionzoo} in the user's
 *       home;
 *   <li>in the registry whose address {@code ATTENTIONZOO_REGISTRY} is, of {@code https}, {@code
 *       http} or {@code file}; it is then fetched into the cache.
 * </ol>
 *
 * <p>{@code ATTENTIONZOO_OFFLINE=true} asks no server. System properties such as {@code
 * attentionzoo.home} go before the variables.
 *
 * <p>A registry and a zip may be anybody's: what comes is no larger than announced, has its SHA-256
 * whenever it is loaded, and is read as {@link ModelZip#load} reads any. A download that broke off
 * goes on where it stopped; of several processes that want a model at once, one fetches it.
 *
 * <p>Immutable: each option returns a changed copy.
 */
public final class PretrainedModels {

  private static final Logger LOG = LoggerFactory.getLogger(PretrainedModels.class);

  private final Settings settings;
  private final Set<ClassLoader> loaders;
  private final Download.Progress progress;

  private PretrainedModels(
      Settings settings, Set<ClassLoader> loaders, Download.Progress progress) {
    this.settings = settings;
    this.loaders = loaders;
    this.progress = progress;
  }

  /**
   * A model, and where it was found.
   *
   * @param model what its registry says
   * @param place where it is
   */
  public record Found(PretrainedModel model, Place place) {

    /** Nothing is null. */
    public Found {
      Arguments.given("model", model);
      Arguments.given("place", place);
    }
  }

  /**
   * Those of this process: as properties and environment say, with its class loaders.
   *
   * @throws IllegalArgumentException if one of them means nothing; names it
   */
  public static PretrainedModels standard() {
    Set<ClassLoader> loaders = new LinkedHashSet<>();
    loaders.add(PretrainedModels.class.getClassLoader());
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      loaders.add(context);
    }
    return new PretrainedModels(Settings.ofProcess(), loaders, (bytes, total) -> {});
  }

  /** With another folder of the cache; made when a model is fetched. */
  public PretrainedModels home(Path folder) {
    Settings other =
        new Settings(Arguments.given("folder", folder), settings.registry(), settings.offline());
    return new PretrainedModels(other, loaders, progress);
  }

  /** The folder of the cache. */
  public Path home() {
    return settings.home();
  }

  /**
   * With another registry.
   *
   * @param address of its JSON file
   * @throws IllegalArgumentException if it is not of {@code https}, {@code http} or {@code file}
   */
  public PretrainedModels registry(URI address) {
    Settings other =
        new Settings(
            settings.home(),
            Optional.of(Download.checkKind(Arguments.given("address", address))),
            settings.offline());
    return new PretrainedModels(other, loaders, progress);
  }

  /** Asking no server, or asking again. */
  public PretrainedModels offline(boolean offline) {
    Settings other = new Settings(settings.home(), settings.registry(), offline);
    return new PretrainedModels(other, loaders, progress);
  }

  /** With somebody who is told how far a download is. */
  public PretrainedModels progress(Download.Progress listener) {
    return new PretrainedModels(settings, loaders, Arguments.given("listener", listener));
  }

  /** With other class paths. */
  PretrainedModels loaders(ClassLoader... others) {
    return new PretrainedModels(settings, new LinkedHashSet<>(List.of(others)), progress);
  }

  /**
   * All models, each name once, where {@link #load} would take it from.
   *
   * @throws IOException if a registry cannot be read; names it
   */
  public List<Found> list() throws IOException {
    Map<String, Found> all = new LinkedHashMap<>();
    for (Registry registry : Registry.ofClassPath(loaders)) {
      registry.models().forEach(model -> add(all, model, Place.CLASS_PATH));
    }
    cache().list().forEach(model -> add(all, model, Place.CACHE));
    Optional<Registry> registry = registry();
    if (registry.isPresent()) {
      registry.get().models().forEach(model -> add(all, model, Place.REGISTRY));
    }
    return List.copyOf(all.values());
  }

  private static void add(Map<String, Found> all, PretrainedModel model, Place place) {
    all.putIfAbsent(model.name(), new Found(model, place));
  }

  /** Whether there is a model of a name. */
  public boolean has(String name) throws IOException {
    PretrainedModel.checkName(name);
    return look(name).isPresent();
  }

  /**
   * What is said of a model.
   *
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if there is none of that name, says which there are; or if a registry
   *     cannot be read
   */
  public Found find(String name) throws IOException {
    PretrainedModel.checkName(name);
    Located located = look(name).orElseThrow(() -> none(name));
    return new Found(located.model(), located.place());
  }

  /**
   * Reads a model, with its updater and the updater's state if the zip has them.
   *
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if there is none of that name, says which there are; or if it cannot be
   *     fetched or read
   */
  public ModelZip load(String name) throws IOException {
    PretrainedModel.checkName(name);
    Located located = look(name).orElseThrow(() -> none(name));
    PretrainedModel model = located.model();
    if (located.place() == Place.CACHE) {
      Path zip = cache().zip(name);
      if (!cache().has(model)) {
        throw new IOException(
            zip
                + " is damaged: it has not the SHA-256 "
                + model.zip().sha256()
                + "; fetch it again");
      }
      return ModelZip.load(zip);
    }
    URL url = located.registry().zip(model);
    if (located.place() == Place.CLASS_PATH && !isServer(url)) {
      return loadCopy(model, url);
    }
    return ModelZip.load(put(located));
  }

  /** A zip within a jar is no file that could be read at any place. */
  private static ModelZip loadCopy(PretrainedModel model, URL url) throws IOException {
    Path copy = Files.createTempFile("attention-zoo-" + model.name(), ".zip");
    try {
      copy(url, copy);
      String sha256 = Sha256.of(copy);
      if (!sha256.equals(model.zip().sha256())) {
        throw Cache.otherFile(model, sha256);
      }
      return ModelZip.load(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /**
   * Fetches a model into the cache as the class path or the registry has it, unless it is there.
   *
   * @return its zip
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if there is none of that name, says which there are; or if it cannot be
   *     fetched
   */
  public Path get(String name) throws IOException {
    PretrainedModel.checkName(name);
    Optional<Located> outside = onClassPath(name);
    if (outside.isEmpty()) {
      outside = inRegistry(name);
    }
    if (outside.isPresent()) {
      return put(outside.get());
    }
    load(name); // from the cache: the error says what is wrong with it
    return cache().zip(name);
  }

  private Path put(Located located) throws IOException {
    PretrainedModel model = located.model();
    if (cache().has(model)) {
      return cache().zip(model.name());
    }
    URL url = located.registry().zip(model);
    if (isServer(url) && settings.offline()) {
      throw new IOException(
          "model \""
              + model.name()
              + "\" is at "
              + url
              + ", and ATTENTIONZOO_OFFLINE asks no server");
    }
    return cache()
        .put(
            model,
            part -> {
              LOG.info(
                  "Fetching model {}, {} bytes, from {}", model.name(), model.zip().bytes(), url);
              if (isServer(url)) {
                new Download(progress).fetch(uri(url), part, model.zip().bytes());
              } else {
                copy(url, part);
              }
            });
  }

  /**
   * Removes a model from the cache.
   *
   * @return whether it was there
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if it cannot be removed
   */
  public boolean remove(String name) throws IOException {
    return cache().remove(name);
  }

  /**
   * @param registry null for a model of the cache
   */
  private record Located(PretrainedModel model, Place place, Registry registry) {}

  /** Each place is looked into only if the ones before have nothing. */
  private Optional<Located> look(String name) throws IOException {
    Optional<Located> found = onClassPath(name);
    if (found.isEmpty()) {
      found = cache().find(name).map(model -> new Located(model, Place.CACHE, null));
    }
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
    Optional<Registry> registry = registry();
    return registry.flatMap(r -> r.find(name).map(model -> new Located(model, Place.REGISTRY, r)));
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
      List<String> names = new ArrayList<>();
      list().forEach(found -> names.add(found.model().name()));
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

  private Cache cache() {
    return new Cache(settings.home());
  }

  private static boolean isServer(URL url) {
    return url.getProtocol().startsWith("http");
  }

  private static URI uri(URL url) throws IOException {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IOException(url + " is no address: " + e.getReason(), e);
    }
  }

  private static void copy(URL url, Path file) throws IOException {
    try (InputStream in = url.openStream()) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
