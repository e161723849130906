package org.attentionzoo.zoo.zips;

import org.attentionzoo.zoo.io.ModelZip;

/**
 * A model to be trained and saved.
 *
 * @param model before its first update
 * @param text what its source tokenizer is tried with; null without tokenizers
 * @param update how many batches make an update, for a checkpoint; null for a model zip
 * @param half whether it is saved in half precision
 */
record Toy(ModelZip model, String text, Expected.Update update, boolean half) {

  Toy(ModelZip model, String text, Expected.Update update) {
    this(model, text, update, false);
  }

  Toy inHalf() {
    return new Toy(model, text, update, true);
  }
}
