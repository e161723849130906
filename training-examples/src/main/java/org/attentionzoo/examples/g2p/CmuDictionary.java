package org.attentionzoo.examples.g2p;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.attentionzoo.zoo.text.Blanks;
import org.attentionzoo.zoo.text.Utf8Lines;

/**
 * The CMU pronouncing dictionary in its own format: {@code word PH ON EMES} a line, {@code word(2)}
 * for a second pronunciation, comments after {@code ;;;} or {@code #}; stress marks are dropped.
 * Words are divided by a hash: 5 % for validation, 10 % for the test, at least one for each.
 *
 * <p>A file is read as UTF-8, or else as ISO-8859-1, which CMU's own files are in.
 *
 * @param train words to learn from
 * @param dev words to validate with
 * @param test words to test with
 */
record CmuDictionary(Pronunciations train, Pronunciations dev, Pronunciations test) {

  /** Where {@code de.sciss:sphinx4-data:1.0.0} has it. */
  static final String RESOURCE = "edu/cmu/sphinx/models/en-us/cmudict-en-us.dict";

  private static final Pattern ENTRY =
      Pattern.compile("(\\S+?)(?:\\(\\d+\\))?\\s+([A-Z]{1,3}[012]?(?:\\s+[A-Z]{1,3}[012]?)*)");

  /** Many times as many bytes as there are English words. */
  private static final int LARGEST = 32 << 20;

  /** Whether the dictionary is on the class path. */
  static boolean isOnClassPath() {
    return CmuDictionary.class.getClassLoader().getResource(RESOURCE) != null;
  }

  /** Reads it from the class path. */
  static CmuDictionary fromClassPath() throws IOException {
    return read(CmuDictionary.class.getClassLoader().getResourceAsStream(RESOURCE), RESOURCE);
  }

  /**
   * Reads a dictionary file, or a jar that holds {@value #RESOURCE}.
   *
   * @throws IOException if it cannot be read or a line is no entry; says where
   */
  static CmuDictionary read(Path file) throws IOException {
    if (!file.toString().endsWith(".jar")) {
      return read(Files.newInputStream(file), file.toString());
    }
    try (ZipFile jar = new ZipFile(file.toFile())) {
      ZipEntry entry = jar.getEntry(RESOURCE);
      if (entry == null) {
        throw new IOException(file + ": holds no " + RESOURCE);
      }
      return read(jar.getInputStream(entry), file + "!" + RESOURCE);
    }
  }

  private static CmuDictionary read(InputStream in, String name) throws IOException {
    CmuDictionary read =
        new CmuDictionary(new Pronunciations(), new Pronunciations(), new Pronunciations());
    try (Utf8Lines lines = new Utf8Lines(utf8(in, name), name)) {
      for (String line = lines.next(); line != null; line = lines.next()) {
        String tidy = Blanks.tidy(line);
        String content = tidy.startsWith(";;;") ? "" : tidy.replaceFirst("\\s#.*", "");
        if (!content.isEmpty()) {
          read.add(content, name + ":" + lines.number());
        }
      }
    }
    for (Pronunciations part : new Pronunciations[] {read.train, read.dev, read.test}) {
      if (part.byWord().isEmpty()) {
        largest(read).moveWordTo(part);
      }
      if (part.byWord().isEmpty()) {
        throw new IOException(name + ": holds no words, or too few to learn and to test");
      }
    }
    return read;
  }

  private static Pronunciations largest(CmuDictionary of) {
    return Stream.of(of.train, of.dev, of.test)
        .max(Comparator.comparingInt(part -> part.byWord().size()))
        .orElseThrow();
  }

  private static InputStream utf8(InputStream in, String name) throws IOException {
    try (in) {
      byte[] bytes = bytes(in, name);
      if (bytes.length > LARGEST) {
        throw new IOException(name + ": is no dictionary, it has more than " + LARGEST + " bytes");
      }
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        bytes = new String(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
      }
      return new ByteArrayInputStream(bytes);
    }
  }

  private static byte[] bytes(InputStream in, String name) throws IOException {
    try {
      return in.readNBytes(LARGEST + 1);
    } catch (IOException e) { // the system says what, but not where
      throw new IOException(name + ": " + e.getMessage(), e);
    }
  }

  private void add(String entry, String place) throws IOException {
    Matcher matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      throw new IOException(
          place + ": expected a word and its phonemes, such as \"cat K AE T\", found " + entry);
    }
    String word = matcher.group(1).toLowerCase(Locale.ROOT);
    String phonemes = matcher.group(2).replaceAll("[012]", "").replaceAll("\\s+", " ");
    partOf(word).add(word, phonemes);
  }

  private Pronunciations partOf(String word) {
    CRC32 crc = new CRC32();
    crc.update(word.getBytes(StandardCharsets.UTF_8));
    long percent = crc.getValue() % 100;
    return percent < 5 ? dev : percent < 15 ? test : train;
  }
}
