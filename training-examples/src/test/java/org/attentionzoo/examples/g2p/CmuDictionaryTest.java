package org.attentionzoo.examples.g2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CmuDictionaryTest {

  private static final String TEXT =
      ";;; a comment\nA  AH0\nA(1)  EY1\ncat K AE1 T # a remark\n\ndog D AO G\n";

  @TempDir Path folder;

  @Test
  void wordsHaveAllTheirPronunciationsWithoutStress() throws IOException {
    Path file = Files.writeString(folder.resolve("cmudict.dict"), TEXT);
    CmuDictionary read = CmuDictionary.read(file);
    TreeMap<String, Set<String>> all = new TreeMap<>(read.train().byWord());
    all.putAll(read.dev().byWord());
    all.putAll(read.test().byWord());
    assertThat(all)
        .hasSize(3)
        .containsEntry("a", Set.of("AH", "EY"))
        .containsEntry("cat", Set.of("K AE T"))
        .containsEntry("dog", Set.of("D AO G"));
  }

  @Test
  void cmusOwnFileIsLatin1WithCarriageReturns() throws IOException {
    String text =
        "\uFEFF;;; remarks\r\nCAFÉ  K AH0 F EY1\r\n\uFEFFDOG  D AO1 G\r\n \r\nCAT  K AE1 T\r\n";
    Path utf8 = Files.writeString(folder.resolve("utf8.dict"), text);
    Path latin1 = folder.resolve("latin1.dict");
    Files.write(latin1, text.replace("\uFEFF", "").getBytes(StandardCharsets.ISO_8859_1));
    CmuDictionary read = CmuDictionary.read(latin1);
    TreeMap<String, Set<String>> all = new TreeMap<>(read.train().byWord());
    all.putAll(read.dev().byWord());
    all.putAll(read.test().byWord());
    assertThat(all)
        .containsOnlyKeys("café", "cat", "dog")
        .containsEntry("café", Set.of("K AH F EY"));
    assertThat(CmuDictionary.read(utf8)).isEqualTo(read);
  }

  @Test
  void theJarIsReadToo() throws IOException {
    Path jar = folder.resolve("data.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.putNextEntry(new ZipEntry(CmuDictionary.RESOURCE));
      zip.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
    Path plain = Files.writeString(folder.resolve("cmudict.dict"), TEXT);
    assertThat(CmuDictionary.read(jar)).isEqualTo(CmuDictionary.read(plain));
  }

  @Test
  void everyPartOfASmallDictionaryHasAWord() throws IOException {
    Path file = folder.resolve("x.dict");
    CmuDictionary read = CmuDictionary.read(Files.writeString(file, "a  AH\nb  B\nc  K\n"));
    assertThat(read.train().byWord()).hasSize(1);
    assertThat(read.dev().byWord()).hasSize(1);
    assertThat(read.test().byWord()).hasSize(1);
    for (String tooSmall : new String[] {"", "a  AH\nb  B\n"}) {
      Files.writeString(file, tooSmall);
      assertThatThrownBy(() -> CmuDictionary.read(file))
          .hasMessage(file + ": holds no words, or too few to learn and to test");
    }
  }

  @Test
  void aLineThatIsNoEntryIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("x.dict"), "cat K AE T\nhello world\n");
    assertThatThrownBy(() -> CmuDictionary.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("x.dict:2: expected a word and its phonemes");
  }
}
