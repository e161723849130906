package org.attentionzoo.zoo.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;

/** Parameter counts of the presets, from configurations only: nothing is allocated. */
class PaperSizesTest {
  private static final long MILLION = 1_000_000;

  /** Vaswani et al. 2017, table 3: 65 million, with a shared vocabulary of about 37,000. */
  @Test
  void transformerBaseHasThePapersSize() {
    long count = Transformer.base().vocabularySize(37_000).build().parameterCount();
    assertThat(count).isEqualTo(transformer(37_000, 512, 2048, 6));
    assertThat(count).isCloseTo(65 * MILLION, withPercentage(3));
  }

  /** Vaswani et al. 2017, table 3: 213 million. */
  @Test
  void transformerBigHasThePapersSize() {
    long count = Transformer.big().vocabularySize(37_000).build().parameterCount();
    assertThat(count).isEqualTo(transformer(37_000, 1024, 4096, 6));
    assertThat(count).isCloseTo(213 * MILLION, withPercentage(1));
  }

  private static long transformer(long v, long d, long f, long layers) {
    long attention = 4 * (d * d + d);
    long feedForward = d * f + f + f * d + d;
    long norm = 2 * d;
    long encoderLayer = attention + feedForward + 2 * norm;
    long decoderLayer = 2 * attention + feedForward + 3 * norm;
    return v * d + v + layers * (encoderLayer + decoderLayer); // one table, an output bias
  }

  /** Sutskever et al. 2014, section 3.4: 384 million, of which 64 million are recurrent. */
  @Test
  void seq2SeqHasThePapersSize() {
    long count = Seq2Seq.sutskever().build().parameterCount();
    long lstm = 4 * (1000 * 1000 + 1000 * 1000 + 1000);
    long expected = (160_000L + 80_000) * 1000 + 2 * 4 * lstm + 80_000 * (1000L + 1);
    assertThat(count).isEqualTo(expected);
    assertThat(count).isCloseTo(384 * MILLION, withPercentage(0.1));
  }

  /** Bahdanau et al. 2014, appendix A, equation by equation. */
  @Test
  void bahdanauHasThePapersParts() {
    long m = 620;
    long n = 1000;
    long align = 1000;
    long maxout = 500;
    long v = 30_000;
    long encoder = 2 * gru(m, n);
    long initialState = n * n + n; // W_s ←h_1
    long alignment = n * align + 2 * n * align + align;
    long decoder = gru(m + 2 * n, n);
    long deepOutput = (n + m + 2 * n) * 2 * maxout + 2 * maxout;
    long output = maxout * v + v;
    assertThat(AttentionSeq2Seq.bahdanau().build().parameterCount())
        .isEqualTo(2 * v * m + encoder + initialState + alignment + decoder + deepOutput + output);
  }

  /** With PyTorch's second bias of the candidate state. */
  private static long gru(long in, long units) {
    return 3 * units * (in + units + 1) + units;
  }

  /** Luong et al. 2015, section 4.1: four layers of 1000 cells, vocabularies of 50,000. */
  @Test
  void luongHasThePapersParts() {
    long n = 1000;
    long v = 50_000;
    long encoder = 4 * 4 * n * (n + n + 1);
    long decoder = 4 * n * (2 * n + n + 1) + 3 * 4 * n * (n + n + 1); // input feeding below
    long attentional = 2 * n * n; // W_c [c; h], no bias
    long rest = 2 * v * n + n * v + v + encoder + decoder + attentional;
    assertThat(AttentionSeq2Seq.luongDot().build().parameterCount()).isEqualTo(rest);
    assertThat(AttentionSeq2Seq.luongGeneral().build().parameterCount()).isEqualTo(rest + n * n);
    assertThat(AttentionSeq2Seq.luongConcat().build().parameterCount())
        .isEqualTo(rest + 2 * n * n + n);
    assertThat(AttentionSeq2Seq.luongLocalPredictive().build().parameterCount())
        .isEqualTo(rest + n * n + n * n + n);
  }
}
