package org.attentionzoo.zoo.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip whose headers are written as its entries say, true or not. */
final class RawZip {

  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;

  final List<RawEntry> entries = new ArrayList<>();
  int countShift;
  long directoryShift;
  String comment = "";

  /** The entries of a good zip. */
  static RawZip read(Path file) throws IOException {
    RawZip raw = new RawZip();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        raw.entries.add(
            RawEntry.of(
                entry.getName(),
                zip.getInputStream(entry).readAllBytes(),
                entry.getMethod() == ZipEntry.DEFLATED));
      }
    }
    return raw;
  }

  RawEntry entry(String name) {
    return entries.stream().filter(e -> e.name.equals(name)).findFirst().orElseThrow();
  }

  boolean has(String name) {
    return entries.stream().anyMatch(e -> e.name.equals(name));
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    int count = 0;
    for (RawEntry entry : entries) {
      long offset = out.size() + entry.offsetShift;
      if (entry.inPlace) {
        out.writeBytes(local(entry));
        out.writeBytes(entry.data);
      }
      if (entry.inDirectory) {
        directory.writeBytes(central(entry, offset));
        count++;
      }
    }
    byte[] note = comment.getBytes(StandardCharsets.UTF_8);
    ByteBuffer end = little(22 + note.length).putInt(END).putInt(0);
    end.putShort((short) (count + countShift)).putShort((short) (count + countShift));
    end.putInt(directory.size()).putInt((int) (out.size() + directoryShift));
    end.putShort((short) note.length).put(note);
    out.writeBytes(directory.toByteArray());
    out.writeBytes(end.array());
    return out.toByteArray();
  }

  private static byte[] local(RawEntry entry) {
    byte[] name = entry.localName.getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = little(30 + name.length + entry.extra.length);
    header.putInt(LOCAL).putShort((short) 20).putShort((short) entry.flags);
    header.putShort((short) entry.method).putInt(0x00410000);
    header.putInt((int) entry.localCrc).putInt((int) entry.localPacked);
    header.putInt((int) entry.localSize);
    header.putShort((short) name.length).putShort((short) entry.extra.length);
    return header.put(name).put(entry.extra).array();
  }

  private static byte[] central(RawEntry entry, long offset) {
    byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = little(46 + name.length + entry.extra.length);
    header.putInt(CENTRAL).putShort((short) 20).putShort((short) 20);
    header.putShort((short) entry.flags).putShort((short) entry.method).putInt(0x00410000);
    header.putInt((int) entry.crc).putInt((int) entry.packed).putInt((int) entry.size);
    header.putShort((short) name.length).putShort((short) entry.extra.length).putShort((short) 0);
    header.putShort((short) 0).putShort((short) 0).putInt(0).putInt((int) offset);
    return header.put(name).put(entry.extra).array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
