package org.attentionzoo.examples.first;

import com.ibm.icu.text.RuleBasedNumberFormat;
import java.nio.file.Path;
import java.util.*;
import org.attentionzoo.zoo.batch.*;
import org.attentionzoo.zoo.io.*;
import org.attentionzoo.zoo.model.*;
import org.attentionzoo.zoo.text.*;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.graph.ComputationGraph;

public class FrenchNumbers {
  public static void main(String[] args) throws Exception {
    var french = new RuleBasedNumberFormat(Locale.FRENCH, RuleBasedNumberFormat.SPELLOUT);
    Map<String, String> known = new LinkedHashMap<>();
    for (int n = 0; n < 1000; n++) {
      if (n % 7 != 0) {
        known.put(french.format(n), "" + n); // "quatre-vingt-dix-neuf", "99"
      }
    }

    TextCodec source = codec(new WordTokenizer(), known.keySet());
    TextCodec target = codec(new CharacterTokenizer(), known.values());
    List<SequencePair> pairs = new ArrayList<>();
    known.forEach(
        (words, digits) ->
            pairs.add(new SequencePair(source.encode(words), target.encode(digits))));

    ComputationGraph net =
        AttentionSeq2Seq.builder() // or Seq2Seq.builder(), Transformer.tiny() …
            .sourceVocabularySize(source.vocabulary().size())
            .targetVocabularySize(target.vocabulary().size())
            .embeddingSize(32)
            .units(64)
            .build()
            .init();
    net.fit(BatchIterator.builder(pairs).batchSize(32).build(), 10);

    Path zip = Path.of("french-numbers.zip");
    new ModelZip(net, source, target, ModelCard.builder("French numbers").build()).save(zip);

    Translator translator = Translator.load(zip);
    System.out.println(translator.translate("quatre cent quatre-vingt-dix-sept")); // 497
  }

  static TextCodec codec(Tokenizer tokenizer, Collection<String> texts) {
    var counts = Vocabulary.count(texts, tokenizer);
    return new TextCodec(tokenizer, Vocabulary.fromCounts(counts, 1, 1000));
  }
}
