package org.attentionzoo.zoo.untrusted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class EntryStreamTest {

  private static final byte[] CONTENT = {1, -2, 3};

  private static EntryStream stream(byte[] content, long size, int wrong) {
    CRC32 crc = new CRC32();
    crc.update(CONTENT);
    ZipEntry entry = new ZipEntry("e.json");
    entry.setSize(size);
    entry.setCrc(crc.getValue() ^ wrong);
    return new EntryStream(new ByteArrayInputStream(content), entry);
  }

  @Test
  void whatTheDirectorySaysIsRead() throws IOException {
    assertThat(stream(CONTENT, 3, 0).readAllBytes()).isEqualTo(CONTENT);
    EntryStream single = stream(CONTENT, 3, 0);
    assertThat(single.read()).isEqualTo(1);
    assertThat(single.read()).isEqualTo(254);
    assertThat(single.read()).isEqualTo(3);
    single.finish();
    assertThat(single.read()).isEqualTo(-1);
  }

  @Test
  void anythingElseIsAnError() {
    assertThatThrownBy(() -> stream(CONTENT, 4, 0).readAllBytes())
        .isInstanceOf(ZipException.class)
        .hasMessage("e.json ends after 3 of 4 bytes");
    assertThatThrownBy(() -> stream(new byte[1 << 20], 3, 0).readAllBytes())
        .isInstanceOf(ZipException.class)
        .hasMessage("e.json holds more than the 3 bytes that it should");
    assertThatThrownBy(() -> stream(CONTENT, 3, 1).readAllBytes())
        .isInstanceOf(ZipException.class)
        .hasMessage("e.json does not have its checksum");
    assertThatThrownBy(() -> stream(CONTENT, 3, 0).finish())
        .isInstanceOf(ZipException.class)
        .hasMessage("e.json goes on after its end");
  }
}
