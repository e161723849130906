package org.attentionzoo.zoo.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attentionzoo.layers.check.Arguments;

/**
 * A SentencePiece model (Kudo and Richardson 2018), the content of a {@code .spm} or {@code .model}
 * file: a protocol buffer of type {@code ModelProto}. Immutable.
 *
 * <p>The file may be anybody's, and native code is going to walk through it: so everything that it
 * relies on is checked here, and what is wrong is named.
 */
public final class SentencePieceModel {

  /** OPUS-MT's have 0.8 MB. */
  static final int LARGEST = 8 << 20;

  // In bytes. The native code looks for the pieces that a text begins with, and has room for 64.
  private static final int LONGEST_PIECE = 1000;
  private static final int LONGEST_USER_DEFINED = 63;
  private static final float LARGEST_SCORE = 1e9f;

  // Fields of the protocol buffer.
  private static final int PIECES = 1;
  private static final int TRAINER = 2;
  private static final int NORMALIZER = 3;
  private static final int DENORMALIZER = 5;
  private static final int PIECE_TEXT = 1;
  private static final int PIECE_SCORE = 2;
  private static final int PIECE_TYPE = 3;
  private static final int MODEL_TYPE = 3;
  private static final int CHARACTER_MAP = 2;

  // Types of pieces.
  private static final int NORMAL = 1;
  private static final int UNKNOWN = 2;
  private static final int CONTROL = 3;
  private static final int USER_DEFINED = 4;
  private static final int BYTE = 6;

  // Types of models.
  private static final int UNIGRAM = 1;
  private static final int BPE = 2;

  private final byte[] content;
  private final List<String> pieces = new ArrayList<>();

  /** What special pieces stand for in a text. */
  private final Map<String, byte[]> special = new HashMap<>();

  private int unknown;

  private SentencePieceModel(byte[] content) {
    this.content = content;
    ProtocolBuffer.read(
        ByteBuffer.wrap(content),
        (field, value) -> {
          switch (field) {
            case PIECES -> addPiece(value.message());
            case TRAINER -> checkTrainer(value.message());
            case NORMALIZER, DENORMALIZER -> checkNormalizer(value.message());
            default -> {}
          }
        });
    if (unknown != 1) {
      throw invalid("%d pieces stand for what is unknown, expected 1", unknown);
    }
  }

  /**
   * Reads the content of a file.
   *
   * @throws IllegalArgumentException if it is no such model, damaged, or larger than 8 MB; says
   *     what is wrong
   */
  public static SentencePieceModel of(byte[] content) {
    int length = Arguments.given("content", content).length;
    if (length == 0 || length > LARGEST) {
      throw invalid("it has %,d bytes, expected 1 to %,d", length, LARGEST);
    }
    return new SentencePieceModel(content.clone());
  }

  /** As {@link #toBase64} writes it. */
  static SentencePieceModel ofBase64(String text) {
    Arguments.given("model", text);
    try {
      return of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The content as text. */
  String toBase64() {
    return Base64.getEncoder().encodeToString(content);
  }

  /** The content of the file. */
  public byte[] content() {
    return content.clone();
  }

  /** All pieces in the order of the model's own ids, special ones among them. */
  public List<String> pieces() {
    return Collections.unmodifiableList(pieces);
  }

  private void addPiece(ByteBuffer message) {
    Piece piece = new Piece();
    ProtocolBuffer.read(
        message,
        (field, value) -> {
          switch (field) {
            case PIECE_TEXT -> piece.text = value.message();
            case PIECE_SCORE -> piece.score = Float.intBitsToFloat(value.fixed32());
            case PIECE_TYPE -> piece.type = value.number();
            default -> {}
          }
        });
    int number = pieces.size();
    int bytes = piece.text.remaining();
    int longest = piece.type == USER_DEFINED ? LONGEST_USER_DEFINED : LONGEST_PIECE;
    if (bytes == 0 || bytes > longest) {
      throw invalid("piece %d has %d bytes, expected 1 to %d", number, bytes, longest);
    }
    if (!(Math.abs(piece.score) <= LARGEST_SCORE)) {
      throw invalid("piece %d has the score %s", number, piece.score);
    }
    if (piece.type < NORMAL || piece.type > BYTE) {
      throw invalid("piece %d has the type %d, which there is not", number, piece.type);
    }
    unknown += piece.type == UNKNOWN ? 1 : 0;
    String text = text(piece.text, "piece " + number);
    pieces.add(text);
    if (piece.type == CONTROL) {
      special.put(text, new byte[0]);
    } else if (piece.type == BYTE) {
      if (!SubwordPieces.isByte(text)) {
        throw invalid("piece %d should be a byte such as <0x0A>", number);
      }
      special.put(text, new byte[] {(byte) Integer.parseInt(text.substring(3, 5), 16)});
    }
  }

  /** What a piece adds to a text, in UTF-8. */
  byte[] bytes(String piece) {
    byte[] bytes = special.get(piece);
    return bytes == null ? piece.getBytes(StandardCharsets.UTF_8) : bytes.clone();
  }

  private static final class Piece {
    private ByteBuffer text = ByteBuffer.allocate(0);
    private float score;
    private long type = NORMAL;
  }

  private static void checkTrainer(ByteBuffer message) {
    ProtocolBuffer.read(
        message,
        (field, value) -> {
          if (field == MODEL_TYPE && value.number() != UNIGRAM && value.number() != BPE) {
            throw invalid("it divides text in the way %d, not by unigrams or BPE", value.number());
          }
        });
  }

  private static void checkNormalizer(ByteBuffer message) {
    ProtocolBuffer.read(
        message,
        (field, value) -> {
          if (field == CHARACTER_MAP && value.message().hasRemaining()) {
            CharacterMap.check(value.message());
          }
        });
  }

  /** Strict UTF-8. */
  static String text(ByteBuffer bytes, String what) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes.duplicate());
      return text.toString();
    } catch (CharacterCodingException e) {
      throw invalid("%s is no UTF-8", what);
    }
  }

  static IllegalArgumentException invalid(String reason, Object... values) {
    return new IllegalArgumentException(
        "Not a SentencePiece model: " + String.format(Locale.ROOT, reason, values));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SentencePieceModel that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return "SentencePieceModel(" + pieces.size() + " pieces)";
  }
}
