package org.attentionzoo.zoo.model;

/** Builds a {@link Seq2Seq}. */
public final class Seq2SeqBuilder extends RecurrentModelBuilder<Seq2SeqBuilder> {

  Seq2SeqBuilder() {}

  @Override
  public Seq2Seq build() {
    Seq2Seq model = new Seq2Seq(completed());
    model.conf(); // what the layers refuse is refused here
    return model;
  }
}
