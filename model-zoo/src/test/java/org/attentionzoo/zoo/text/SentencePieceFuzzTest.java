package org.attentionzoo.zoo.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Damaged models: each is refused, or divides text. A crash of the native code ends the tests. */
class SentencePieceFuzzTest {

  private static final List<String> TEXTS =
      List.of("A man rides a horse.", "ＡＢＣ ﬁn ½ ﷺ\u0000 İ 日本 😀", "\u00a0 ▁▁ \u0301", "süß äöü");

  private static final int CASES = 600;

  @Test
  void damagedModelsAreRefusedOrUsable() throws IOException {
    SplittableRandom random = new SplittableRandom(Long.getLong("fuzz.seed", 1));
    int read = 0;
    for (int i = 0; i < Integer.getInteger("fuzz.cases", CASES); i++) {
      String side = i % 2 == 0 ? "source" : "target";
      byte[] content = SentencePieceTokenizerTest.tokenizer(side).model().content();
      byte[] damaged = damage(content, random);
      try {
        SentencePieceTokenizer tokenizer =
            new SentencePieceTokenizer(SentencePieceModel.of(damaged));
        for (String text : TEXTS) {
          assertThat(tokenizer.join(tokenizer.tokenize(text))).isNotNull();
        }
        read++;
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).startsWith("Not a SentencePiece model: ");
      }
    }
    assertThat(read).isGreaterThan(0);
  }

  private static byte[] damage(byte[] content, SplittableRandom random) {
    byte[] damaged = content.clone();
    int kind = random.nextInt(4);
    if (kind == 0) {
      return Arrays.copyOf(damaged, random.nextInt(damaged.length));
    }
    int count = 1 + random.nextInt(kind == 1 ? 1 : 40);
    for (int i = 0; i < count; i++) {
      // most of the first model is its character map; half of the places are elsewhere
      int place = random.nextInt(random.nextBoolean() ? damaged.length : 6000) % damaged.length;
      damaged[place] =
          (byte) (kind == 2 ? random.nextInt(256) : damaged[place] ^ 1 << random.nextInt(8));
    }
    return damaged;
  }

  /** Units that are no child of anything. */
  private static int[] units() {
    int[] units = new int[512];
    Arrays.fill(units, 1 << 31);
    units[0] = 256 << 10; // the root's children begin at 256
    return units;
  }

  @Test
  void aTrieThatLeadsNowhereIsRefused() {
    int[] units = units();
    CharacterMap.check(map(units, "x\0"));

    units[256 ^ 'a'] = 'a' | 1 << 8 | ((256 ^ 'a') ^ 256) << 10; // back to the same state
    assertRefused(units, "x\0", "goes in a circle");

    units[256 ^ 'a'] = 'a' | 1000 << 10;
    assertRefused(units, "x\0", "leads to");

    units[256 ^ 'a'] = 'a' | 1 << 8 | (256 ^ 'a') << 10; // to state 0, with a value there
    assertRefused(units, "x\0", "has no replacement at 262144");
    units[0] = 256 << 10;
  }

  @Test
  void replacementsHaveToEnd() {
    assertRefused(units(), "x", "has no end");
    assertRefused(new int[] {0}, "x\0", "leads to 0 of 1");
  }

  /** The native code has room for 32 of them. */
  @Test
  void moreBeginningsThanThereIsRoomForAreRefused() {
    for (int ends : new int[] {32, 33}) {
      // state i is 256·(i + 1); its child by 'a' is an end and leads to the next
      int[] units = new int[256 * (ends + 3)];
      Arrays.fill(units, 1 << 31);
      units[0] = 256 << 10;
      for (int i = 1; i <= ends; i++) {
        int child = 256 * i ^ 'a';
        units[child] = 'a' | 1 << 8 | (child ^ 256 * (i + 1)) << 10;
      }
      if (ends == 32) {
        CharacterMap.check(map(units, "x\0"));
      } else {
        assertRefused(units, "x\0", "replaces more than 32 beginnings of a text");
      }
    }
  }

  private static void assertRefused(int[] units, String replacements, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CharacterMap.check(map(units, replacements)))
        .withMessageContaining(message);
  }

  private static ByteBuffer map(int[] units, String replacements) {
    byte[] text = replacements.getBytes(StandardCharsets.UTF_8);
    ByteBuffer map =
        ByteBuffer.allocate(4 + 4 * units.length + text.length).order(ByteOrder.LITTLE_ENDIAN);
    map.putInt(4 * units.length);
    for (int unit : units) {
      map.putInt(unit);
    }
    return map.put(text).flip();
  }
}
