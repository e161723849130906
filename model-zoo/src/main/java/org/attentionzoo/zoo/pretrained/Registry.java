package org.attentionzoo.zoo.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.attentionzoo.zoo.download.Download;
import org.attentionzoo.zoo.download.TooLargeException;
import org.attentionzoo.zoo.untrusted.OneLine;

/**
 * A list of models, and where it came from.
 *
 * @param place what messages call it: a URL or a path
 * @param models in the order of the file, each under another name
 * @param folder what relative names of zips are resolved against
 */
record Registry(String place, List<PretrainedModel> models, Folder folder) {

  /** The name of a registry where a folder or a class path has one. */
  static final String FILE = "registry.json";

  /** Where a jar of models has its registry. */
  static final String RESOURCE = "META-INF/attention-zoo/" + FILE;

  private static final Pattern RELATIVE =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  /** What relative names of zips are resolved against. */
  @FunctionalInterface
  private interface Folder {
    URL resolve(String name) throws MalformedURLException;
  }

  /**
   * Reads those of the class path: this library's, and one more of each jar that has one.
   *
   * @throws IOException if one of them cannot be read; names it
   */
  static List<Registry> ofClassPath(Set<ClassLoader> loaders) throws IOException {
    Map<String, Registry> all = new LinkedHashMap<>();
    for (ClassLoader loader : loaders) {
      for (URL url : Collections.list(loader.getResources(RESOURCE))) {
        if (!all.containsKey(url.toString())) {
          all.put(url.toString(), of(url));
        }
      }
    }
    return List.copyOf(all.values());
  }

  private static Registry of(URL resource) throws IOException {
    try (InputStream in = resource.openStream()) {
      byte[] bytes = in.readNBytes(RegistryJson.LARGEST + 1);
      return parse(resource.toString(), bytes, name -> new URL(resource, name));
    }
  }

  /**
   * Reads a file of this machine.
   *
   * @throws IOException if it cannot be read, or is no registry; names it
   */
  static Registry of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(RegistryJson.LARGEST + 1);
      return parse(file.toString(), bytes, name -> file.toUri().resolve(name).toURL());
    }
  }

  /**
   * Reads one from a server, or from a {@code file:} address.
   *
   * @throws IOException if it cannot be read, or is no registry; names it
   */
  static Registry of(URI uri) throws IOException {
    Path copy = Files.createTempFile("attention-zoo-registry", ".json");
    try {
      new Download((bytes, total) -> {}).fetch(uri, copy, RegistryJson.LARGEST);
      return parse(uri.toString(), Files.readAllBytes(copy), name -> uri.resolve(name).toURL());
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static Registry parse(String place, byte[] bytes, Folder folder) throws IOException {
    if (bytes.length > RegistryJson.LARGEST) {
      throw new TooLargeException(place, bytes.length, RegistryJson.LARGEST);
    }
    try {
      String json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Registry(place, RegistryJson.read(json), folder);
    } catch (CharacterCodingException e) {
      throw new IOException(place + " is no registry: it is not UTF-8", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(place + " is no registry: " + OneLine.reason(e), e);
    }
  }

  Optional<PretrainedModel> find(String name) {
    return models.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /**
   * Where the zip of a model is: a URL that the registry gives, or beside the registry. What a
   * server lists is not on this machine.
   *
   * @throws IOException if it can be neither
   */
  URL zip(PretrainedModel model) throws IOException {
    String file = model.zip().file();
    try {
      if (RELATIVE.matcher(file).matches()) {
        return folder.resolve(file);
      }
      URI uri = Download.checkKind(URI.create(file));
      if (uri.getScheme().equals("file") && place.startsWith("http")) {
        throw new IllegalArgumentException("a server cannot name a file of this machine");
      }
      return uri.toURL();
    } catch (IllegalArgumentException | MalformedURLException e) {
      throw new IOException(
          place + ": zip of model \"" + model.name() + "\": " + OneLine.of(e.getMessage()), e);
    }
  }
}
