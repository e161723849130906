package org.attentionzoo.zoo.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** An entry of a {@link RawZip}; what its headers say need not be true. */
final class RawEntry {

  static final int STORED = 0;
  static final int DEFLATED = 8;

  String name;
  String localName;
  int method;
  int flags;
  byte[] data; // as it lies in the zip
  long crc;
  long localCrc;
  long size;
  long localSize;
  long packed;
  long localPacked;
  long offsetShift;
  byte[] extra = {};
  boolean inDirectory = true;
  boolean inPlace = true;

  private RawEntry(String name) {
    this.name = name;
    localName = name;
  }

  /** An entry that is as it should be. */
  static RawEntry of(String name, byte[] content, boolean deflated) {
    CRC32 crc = new CRC32();
    crc.update(content);
    RawEntry entry = new RawEntry(name);
    entry.packed(content.length, crc.getValue(), deflated ? deflate(content) : content, deflated);
    return entry;
  }

  /** A deflated entry of so many zeros. */
  static RawEntry zeros(String name, long size) {
    CRC32 crc = new CRC32();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 16];
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      for (long left = size; left > 0; left -= zeros.length) {
        int count = (int) Math.min(left, zeros.length);
        out.write(zeros, 0, count);
        crc.update(zeros, 0, count);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      deflater.end();
    }
    RawEntry entry = new RawEntry(name);
    entry.packed(size, crc.getValue(), packed.toByteArray(), true);
    return entry;
  }

  RawEntry copy(String otherName) {
    RawEntry copy = new RawEntry(otherName);
    copy.packed(size, crc, data, method == DEFLATED);
    return copy;
  }

  /** The same entry with other content. */
  void content(byte[] content) {
    RawEntry other = of(name, content, method == DEFLATED);
    packed(other.size, other.crc, other.data, method == DEFLATED);
  }

  private void packed(long newSize, long newCrc, byte[] newData, boolean deflated) {
    method = deflated ? DEFLATED : STORED;
    data = newData;
    size = newSize;
    localSize = newSize;
    crc = newCrc;
    localCrc = newCrc;
    packed = newData.length;
    localPacked = newData.length;
  }

  byte[] content() {
    if (method == STORED) {
      return data;
    }
    try (InputStream in =
        new java.util.zip.InflaterInputStream(
            new java.io.ByteArrayInputStream(data), new java.util.zip.Inflater(true))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  String text() {
    return new String(content(), StandardCharsets.UTF_8);
  }

  void text(String text) {
    content(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] deflate(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }
}
