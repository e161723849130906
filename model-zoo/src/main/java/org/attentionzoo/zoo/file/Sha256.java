package org.attentionzoo.zoo.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.attentionzoo.layers.check.Arguments;

/** The SHA-256 of a file (FIPS 180-4), as 64 hexadecimal digits. */
public final class Sha256 {

  private final MessageDigest digest = digest();

  /**
   * Reads a file to its end.
   *
   * @throws IOException if it cannot be read
   */
  public static String of(Path file) throws IOException {
    Sha256 sha256 = new Sha256();
    try (InputStream in = sha256.of(Files.newInputStream(Arguments.given("file", file)))) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return sha256.hex();
  }

  /** A stream of the same bytes, all of which count. */
  public InputStream of(InputStream in) {
    return new DigestInputStream(Arguments.given("in", in), digest);
  }

  /** A stream to the same place, all of whose bytes count. */
  public OutputStream of(OutputStream out) {
    return new DigestOutputStream(Arguments.given("out", out), digest);
  }

  /** That of the bytes seen so far; more may come. */
  public String hex() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Every SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
