package org.attentionzoo.zoo.ctranslate2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.attentionzoo.layers.transformer.NormPosition;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.weights.CTranslate2Bytes;
import org.attentionzoo.zoo.weights.CTranslate2Bytes.Type;

/** A small folder as CTranslate2 writes it. */
public final class CTranslate2Example {

  private CTranslate2Example() {}

  /** Writes model.bin, config.json and the vocabulary. */
  public static void write(Path folder) throws IOException {
    CTranslate2Bytes bytes = new CTranslate2Bytes(6, "TransformerSpec", 7);
    for (String stack : new String[] {"encoder", "decoder"}) {
      bytes.put(stack + "/num_heads", Type.INT16, new long[0], new byte[] {2, 0});
    }
    CTranslate2Writer model =
        new CTranslate2Writer(
            Transformer.builder()
                .vocabularySize(7)
                .modelSize(8)
                .heads(2)
                .feedForwardSize(12)
                .layers(1)
                .normPosition(NormPosition.PRE)
                .learnedPositions(9)
                .build()
                .init(),
            bytes,
            Type.FLOAT32);
    Files.write(folder.resolve("model.bin"), model.write().bytes());
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"add_source_bos": false, "add_source_eos": true, "bos_token": "<s>",
         "decoder_start_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>",
         "layer_norm_epsilon": 0.001, "multi_query_attention": false}
        """);
    Files.writeString(
        folder.resolve("shared_vocabulary.json"),
        "[\"<pad>\", \"<unk>\", \"<s>\", \"</s>\", \"a\", \"b\", \"c\"]");
  }
}
