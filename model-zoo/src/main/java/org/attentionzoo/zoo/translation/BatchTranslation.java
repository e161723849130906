package org.attentionzoo.zoo.translation;

import java.util.List;
import java.util.stream.IntStream;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.Generator;
import org.attentionzoo.zoo.generation.Hypothesis;
import org.attentionzoo.zoo.text.TextCodec;
import org.attentionzoo.zoo.text.Vocabulary;

/** Translates texts that are divided already, as one batch; answers hold no special tokens. */
record BatchTranslation(Generator generator, TextCodec source, TextCodec target) {

  /**
   * @param unknown whether answers may hold the unknown token
   * @return for each text all that the search returns
   */
  List<List<Translation>> translate(List<SourceText> texts, Decoding<?> decoding, boolean unknown) {
    int[][] ids =
        texts.stream().map(text -> source.vocabulary().encode(text.tokens())).toArray(int[][]::new);
    long[] numbers = texts.stream().mapToLong(SourceText::number).toArray();
    List<List<Hypothesis>> answers =
        generator.generate(ids, numbers, withoutSpecials(decoding, unknown));
    return IntStream.range(0, texts.size())
        .mapToObj(
            n -> answers.get(n).stream().map(found -> translation(texts.get(n), found)).toList())
        .toList();
  }

  /** The search, which suppresses the special tokens, too. */
  private static Decoding<?> withoutSpecials(Decoding<?> decoding, boolean unknown) {
    IntStream special = IntStream.of(Vocabulary.PAD, Vocabulary.BOS);
    IntStream all = unknown ? special : IntStream.concat(special, IntStream.of(Vocabulary.UNK));
    return decoding.suppress(
        IntStream.concat(all, IntStream.of(decoding.suppressed())).distinct().toArray());
  }

  private Translation translation(SourceText text, Hypothesis answer) {
    return new Translation(
        text.text(),
        text.tokens(),
        target.vocabulary().decode(answer.tokens()),
        target.decode(answer.tokens()),
        answer);
  }
}
