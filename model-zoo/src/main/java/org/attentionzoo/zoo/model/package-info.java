/**
 * The models of the zoo: {@link org.attentionzoo.zoo.model.Seq2Seq} (Sutskever et al. 2014), {@link
 * org.attentionzoo.zoo.model.AttentionSeq2Seq} (Bahdanau et al. 2014; Luong et al. 2015) and {@link
 * org.attentionzoo.zoo.model.Transformer} (Vaswani et al. 2017).
 *
 * <p>Each builds a {@code ComputationGraph} with the inputs "source" and "target", token ids {@code
 * [N, S]} and {@code [N, T]}, and the output "output", probabilities {@code [N, V, T]}; labels are
 * token ids {@code [N, T]}. {@link org.attentionzoo.zoo.batch.BatchIterator} makes these arrays,
 * {@code fit} trains, {@link org.attentionzoo.zoo.generation.Generator} generates, {@link
 * org.attentionzoo.zoo.io.ModelZip} saves.
 *
 * <p>Dimension letters: N batch, T target length, S source length, d model size, h heads, V
 * vocabulary.
 */
package org.attentionzoo.zoo.model;
