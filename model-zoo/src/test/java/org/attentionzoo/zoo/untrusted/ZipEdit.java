package org.attentionzoo.zoo.untrusted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Makes other zips of the entries of one. */
public final class ZipEdit {

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  public static ZipEdit of(Path file) throws IOException {
    ZipEdit edit = new ZipEdit();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        edit.entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return edit;
  }

  public byte[] get(String name) {
    return entries.get(name);
  }

  public ZipEdit put(String name, byte[] content) {
    entries.put(name, content);
    return this;
  }

  public ZipEdit remove(String name) {
    entries.remove(name);
    return this;
  }

  public ZipEdit text(String name, UnaryOperator<String> change) {
    String before = new String(entries.get(name), StandardCharsets.UTF_8);
    String after = change.apply(before);
    if (after.equals(before)) {
      throw new IllegalStateException("Nothing to change in " + name);
    }
    return put(name, after.getBytes(StandardCharsets.UTF_8));
  }

  /** Sizes follow the entries, as DL4J writes them. */
  public void write(Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
  }

  /** Not packed, sizes before the entries. */
  public void writeStored(Path file) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        ZipEntry stored = new ZipEntry(entry.getKey());
        CRC32 crc = new CRC32();
        crc.update(entry.getValue());
        stored.setMethod(ZipEntry.STORED);
        stored.setSize(entry.getValue().length);
        stored.setCrc(crc.getValue());
        zip.putNextEntry(stored);
        zip.write(entry.getValue());
      }
    }
  }

  /** Where a text stands in a file, its last occurrence: names stand last in the directory. */
  public static int last(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }

  public static int first(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }
}
