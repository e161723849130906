package org.attentionzoo.zoo.pretrained;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.attentionzoo.zoo.file.FolderInUseException;
import org.attentionzoo.zoo.file.LockedFolder;
import org.attentionzoo.zoo.file.Sha256;
import org.attentionzoo.zoo.file.WholeFile;

/**
 * Models that were fetched:
 *
 * <pre>
 * HOME/models/NAME/model.zip       whole, with its SHA-256
 * HOME/models/NAME/registry.json   a registry of this one model
 * HOME/models/NAME/….part          of a download that goes on the next time
 * </pre>
 *
 * <p>One process at a time writes to the folder of a model; others wait, and find it there.
 */
final class Cache {

  private static final String ZIP = "model.zip";
  private static final String PART = ".part";
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);
  private static final long PAUSE = 100; // milliseconds

  /** Gets a zip from where it is. */
  @FunctionalInterface
  interface Source {

    /**
     * @param part gets the bytes; may hold the first of them already
     */
    void fetch(Path part) throws IOException;
  }

  private final Path models;

  Cache(Path home) {
    models = home.resolve("models");
  }

  private Path folder(String name) {
    return models.resolve(PretrainedModel.checkName(name));
  }

  /** The zip of a model, there or not. */
  Path zip(String name) {
    return folder(name).resolve(ZIP);
  }

  /**
   * What the registry said of a model that is there.
   *
   * @throws IOException if that cannot be read any more
   */
  Optional<PretrainedModel> find(String name) throws IOException {
    Path file = folder(name).resolve(Registry.FILE);
    if (!Files.exists(file) || !Files.exists(zip(name))) {
      return Optional.empty();
    }
    Optional<PretrainedModel> model = Registry.of(file).find(name);
    if (model.isEmpty()) {
      throw new IOException(file + " holds no model \"" + name + '"');
    }
    return model;
  }

  /**
   * All models that are there, by name.
   *
   * @throws IOException if one of them cannot be read any more; names its file
   */
  List<PretrainedModel> list() throws IOException {
    if (!Files.isDirectory(models)) {
      return List.of();
    }
    List<String> names;
    try (Stream<Path> folders = Files.list(models)) {
      names = folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
    List<PretrainedModel> all = new ArrayList<>();
    for (String name : names) {
      if (PretrainedModel.isName(name)) { // whatever else lies there
        find(name).ifPresent(all::add);
      }
    }
    return all;
  }

  /** Whether a model is there with the very bytes that a registry says. */
  boolean has(PretrainedModel model) throws IOException {
    return Files.exists(zip(model.name()))
        && Files.exists(folder(model.name()).resolve(Registry.FILE))
        && Sha256.of(zip(model.name())).equals(model.zip().sha256());
  }

  /**
   * Puts a model there unless it is.
   *
   * @return its zip
   * @throws IOException if it cannot be fetched, or what comes is something else; then what was
   *     there stays
   */
  Path put(PretrainedModel model, Source source) throws IOException {
    Path folder = folder(model.name());
    Path zip = folder.resolve(ZIP);
    try (LockedFolder locked = lock(folder)) {
      if (has(model)) { // another process was faster
        return zip;
      }
      Path part = locked.path().resolve(model.zip().sha256().substring(0, 16) + PART);
      removeParts(folder, part);
      source.fetch(part);
      String sha256 = Sha256.of(part);
      if (!sha256.equals(model.zip().sha256())) {
        Files.delete(part);
        throw otherFile(model, sha256);
      }
      new WholeFile(zip)
          .replace(
              out -> Files.copy(part, out),
              written -> {
                if (!Sha256.of(written).equals(sha256)) {
                  throw new IOException(zip + " reads back as something else");
                }
              });
      Files.delete(part);
      PretrainedModel here =
          model.with(new PretrainedModel.ZipFile(ZIP, model.zip().bytes(), sha256));
      byte[] registry = RegistryJson.write(List.of(here)).getBytes(StandardCharsets.UTF_8);
      new WholeFile(folder.resolve(Registry.FILE)).replace(out -> out.write(registry));
    }
    return zip;
  }

  static IOException otherFile(PretrainedModel model, String sha256) {
    return new IOException(
        "model \""
            + model.name()
            + "\" was expected to have the SHA-256 "
            + model.zip().sha256()
            + ", but what came has "
            + sha256
            + " and was removed");
  }

  /**
   * Removes a model.
   *
   * @return whether there was one
   */
  boolean remove(String name) throws IOException {
    Path folder = folder(name);
    if (!Files.isDirectory(folder)) {
      return false;
    }
    boolean there;
    try (LockedFolder locked = lock(folder)) {
      there = Files.deleteIfExists(locked.path().resolve(Registry.FILE));
      there |= Files.deleteIfExists(folder.resolve(ZIP));
      removeParts(folder, null);
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      return there; // with something of the user's, or fetched again
    }
    return there;
  }

  private static void removeParts(Path folder, Path but) throws IOException {
    List<Path> parts;
    try (Stream<Path> files = Files.list(folder)) {
      parts = files.filter(file -> file.getFileName().toString().endsWith(PART)).toList();
    }
    for (Path part : parts) {
      if (!part.equals(but)) {
        Files.delete(part);
      }
    }
  }

  /** Waits for another process that fetches the same model. */
  private static LockedFolder lock(Path folder) throws IOException {
    long start = System.nanoTime();
    while (true) {
      try {
        return LockedFolder.open(folder);
      } catch (IOException e) {
        boolean passes =
            e instanceof FolderInUseException
                || e.getCause() instanceof NoSuchFileException; // the other removes it just now
        if (!passes || System.nanoTime() - start > LONGEST_WAIT.toNanos()) {
          throw e;
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(folder + ": interrupted while another process fetches it", e);
      }
    }
  }
}
