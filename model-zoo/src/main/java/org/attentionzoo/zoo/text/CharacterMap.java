package org.attentionzoo.zoo.text;

import static org.attentionzoo.zoo.text.SentencePieceModel.invalid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.BitSet;

/**
 * Checks how a SentencePiece model normalizes: a trie of what is replaced, as a double array (Aoe
 * 1989), and the replacements, each ended by a zero byte. The native code follows both without
 * looking where it goes; here every state that a text can reach is visited once.
 *
 * <p>A unit of the trie has a label in bits 0–7 and 31, whether a text may end with it in bit 8,
 * and an offset in the others. A state is the place of a unit combined with its offset. The state's
 * unit for the next byte lies at {@code state ^ byte} and has that byte as its label; the place of
 * the replacement lies at {@code state}.
 */
final class CharacterMap {

  /** The native code has room for so many beginnings of a text that are replaced. */
  private static final int MOST_ENDS = 32;

  private static final int BYTES = 256;

  private final IntBuffer units;
  private final ByteBuffer replacements;

  /** By state: how many ends lie on a path from it at most. */
  private final byte[] ends;

  private final BitSet onPath = new BitSet();
  private final BitSet finished = new BitSet();
  private final int[] path;
  private final int[] nextByte;
  private int depth;

  private CharacterMap(IntBuffer units, ByteBuffer replacements) {
    this.units = units;
    this.replacements = replacements;
    ends = new byte[units.limit()];
    path = new int[units.limit()];
    nextByte = new int[units.limit()];
  }

  /**
   * @throws IllegalArgumentException if following it could lead out of it, or in a circle
   */
  static void check(ByteBuffer map) {
    ByteBuffer in = map.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int size = in.remaining() < Integer.BYTES ? -1 : in.getInt();
    if (size <= 0 || size % Integer.BYTES != 0 || size >= in.remaining()) {
      throw invalid("a trie of %d bytes in %d bytes of a character map", size, in.remaining());
    }
    IntBuffer units = in.slice(in.position(), size).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    ByteBuffer replacements = in.slice(in.position() + size, in.remaining() - size);
    if (replacements.get(replacements.limit() - 1) != 0) {
      throw invalid("the last replacement of a character map has no end");
    }
    SentencePieceModel.text(replacements, "a replacement of a character map");
    new CharacterMap(units, replacements).visitAll();
  }

  private void visitAll() {
    enter(offset(units.get(0)));
    while (depth > 0) {
      int state = path[depth - 1];
      int label = nextByte[depth - 1]++;
      if (label == BYTES) {
        leave(state);
      } else {
        int place = state ^ label;
        int unit = units.get(place);
        if (label(unit) == label) {
          follow(state, unit, place ^ offset(unit));
        }
      }
    }
  }

  private void follow(int state, int unit, int next) {
    checkState(next);
    if (isEnd(unit)) {
      int place = units.get(next) & Integer.MAX_VALUE;
      if (place >= replacements.limit() || (replacements.get(place) & 0xC0) == 0x80) {
        throw invalid("a character map has no replacement at %d", place);
      }
    }
    if (onPath.get(next)) {
      throw invalid("the trie of a character map goes in a circle");
    }
    if (finished.get(next)) {
      count(state, unit, next);
    } else {
      enter(next);
    }
  }

  private void enter(int state) {
    checkState(state);
    onPath.set(state);
    path[depth] = state;
    nextByte[depth] = 0;
    depth++;
  }

  private void leave(int state) {
    depth--;
    onPath.clear(state);
    finished.set(state);
    if (depth > 0) {
      int before = path[depth - 1];
      count(before, units.get(before ^ (nextByte[depth - 1] - 1)), state);
    }
  }

  private void count(int state, int unit, int next) {
    int count = ends[next] + (isEnd(unit) ? 1 : 0);
    if (count > MOST_ENDS) {
      throw invalid("a character map replaces more than %d beginnings of a text", MOST_ENDS);
    }
    ends[state] = (byte) Math.max(ends[state], count);
  }

  /** Any byte may follow. */
  private void checkState(int state) {
    if ((state | (BYTES - 1)) >= units.limit()) {
      throw invalid("the trie of a character map leads to %d of %d", state, units.limit());
    }
  }

  private static boolean isEnd(int unit) {
    return (unit >> 8 & 1) == 1;
  }

  private static int label(int unit) {
    return unit & 0x800000FF;
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
  }
}
