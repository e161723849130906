package org.attentionzoo.zoo.untrusted;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.attentionzoo.layers.check.Arguments;

/**
 * An open zip by its central directory, the only place that says what it holds: each name once,
 * each entry with a known size. Nothing is unpacked but what is asked for.
 */
public final class CheckedZip implements Closeable {

  /** Names are short; with so many bytes there is room for whatever else is noted. */
  private static final long BYTES_AN_ENTRY = 1 << 10;

  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private CheckedZip(ZipFile zip) {
    this.zip = zip;
  }

  /**
   * Opens a zip.
   *
   * @param mostEntries how many entries it may have
   * @throws ZipException if its directory cannot be true; the message does not name the file
   * @throws IOException if it cannot be read
   */
  public static CheckedZip open(Path file, int mostEntries) throws IOException {
    Arguments.given("file", file);
    Arguments.within("mostEntries", mostEntries, 1, 1 << 20);
    DirectoryEnd.check(file, mostEntries * BYTES_AN_ENTRY);
    CheckedZip checked = new CheckedZip(new ZipFile(file.toFile()));
    try {
      checked.readEntries(Files.size(file), mostEntries);
      LocalHeaders.check(file, checked.entries);
      return checked;
    } catch (IOException | RuntimeException e) {
      checked.close();
      throw e;
    }
  }

  /** Whether a file starts as a zip with an entry does. */
  public static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(Arguments.given("file", file))) {
      byte[] start = in.readNBytes(4);
      return start.length == 4
          && start[0] == 'P'
          && start[1] == 'K'
          && start[2] == 3
          && start[3] == 4;
    }
  }

  private void readEntries(long size, int mostEntries) throws ZipException {
    if (zip.size() > mostEntries) {
      throw new ZipException("it has " + zip.size() + " entries, and may have " + mostEntries);
    }
    long room = size;
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String name = entry.getName();
      if (entry.getSize() < 0 || entry.getCompressedSize() < 0 || entry.getCrc() < 0) {
        throw new ZipException("the directory gives no size of " + name);
      }
      room -= entry.getCompressedSize();
      if (room < 0) {
        throw new ZipException("the directory says that " + name + " goes beyond the file");
      }
      if (entries.put(name, entry) != null) {
        throw new ZipException("it holds " + name + " twice");
      }
    }
  }

  /** The names of the entries, in the directory's order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** Whether there is an entry of this name. */
  public boolean has(String name) {
    return entries.containsKey(Arguments.given("name", name));
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = entries.get(Arguments.given("name", name));
    if (entry == null) {
      throw new IllegalArgumentException("the zip has no entry " + OneLine.of(name));
    }
    return entry;
  }

  /** Bytes of an entry, unpacked. */
  public long size(String name) {
    return entry(name).getSize();
  }

  /** Bytes of an entry in the file. */
  public long packedSize(String name) {
    return entry(name).getCompressedSize();
  }

  /** The content of an entry; reading it fails where it is not what the directory says. */
  public EntryStream stream(String name) throws IOException {
    ZipEntry entry = entry(name);
    return new EntryStream(zip.getInputStream(entry), entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
