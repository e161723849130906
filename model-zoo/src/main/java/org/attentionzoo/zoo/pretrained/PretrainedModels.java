package org.attentionzoo.zoo.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.attentionzoo.layers.check.Arguments;
import org.attentionzoo.layers.precision.Precision;
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
    return places().list();
  }

  /** Whether there is a model of a name. */
  public boolean has(String name) throws IOException {
    return places().look(name).isPresent();
  }

  /**
   * What is said of a model.
   *
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if there is none of that name, says which there are; or if a registry
   *     cannot be read
   */
  public Found find(String name) throws IOException {
    Places.Located located = places().find(name);
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
    return load(name, true);
  }

  /**
   * Reads a model.
   *
   * @param updater whether to read the updater's state, which only training needs
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if there is none of that name, says which there are; or if it cannot be
   *     fetched or read
   */
  public ModelZip load(String name, boolean updater) throws IOException {
    return load(name, zip -> ModelZip.load(zip, updater));
  }

  /**
   * Reads a model to decode with in some precision, see {@link ModelZip#load(Path, Precision)}.
   *
   * @throws IllegalArgumentException if no model can have such a name
   * @throws IOException if there is none of that name, says which there are; or if it cannot be
   *     fetched or read
   */
  public ModelZip load(String name, Precision decoding) throws IOException {
    Arguments.given("decoding", decoding);
    return load(name, zip -> ModelZip.load(zip, decoding));
  }

  private interface Reading {
    ModelZip of(Path zip) throws IOException;
  }

  private ModelZip load(String name, Reading reading) throws IOException {
    Places.Located located = places().find(name);
    PretrainedModel model = located.model();
    if (located.place() == Place.CACHE) {
      return reading.of(checked(model));
    }
    URL url = located.registry().zip(model);
    if (located.place() == Place.CLASS_PATH && !isServer(url)) {
      return loadCopy(model, url, reading);
    }
    return reading.of(put(located));
  }

  /** The zip of the cache, if it is what was fetched. */
  private Path checked(PretrainedModel model) throws IOException {
    Path zip = cache().zip(model.name());
    if (!cache().has(model)) {
      throw new IOException(
          zip + " is damaged: it has not the SHA-256 " + model.zip().sha256() + "; fetch it again");
    }
    return zip;
  }

  /** A zip within a jar is no file that could be read at any place. */
  private static ModelZip loadCopy(PretrainedModel model, URL url, Reading reading)
      throws IOException {
    Path copy = Files.createTempFile("attention-zoo-" + model.name(), ".zip");
    try {
      copy(url, copy);
      String sha256 = Sha256.of(copy);
      if (!sha256.equals(model.zip().sha256())) {
        throw Cache.otherFile(model, sha256);
      }
      return reading.of(copy);
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
    Optional<Places.Located> outside = places().lookOutside(name);
    return outside.isPresent() ? put(outside.get()) : checked(places().find(name).model());
  }

  private Path put(Places.Located located) throws IOException {
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
              if (isServer(url) || url.getProtocol().equals("file")) {
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

  private Places places() {
    return new Places(settings, loaders, cache());
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
