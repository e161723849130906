package org.attentionzoo.layers.recurrent;

import org.attentionzoo.layers.runtime.LayerGraph;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Where a decoder is being defined: in one step, or for all at once.
 *
 * @param shared what there is to attend to, or null
 * @param positions {@code [N, T]}, in a step {@code [N, 1]}; or null if nothing is attended to
 */
record DecoderScope(LayerGraph g, DecoderShape shape, SharedMemory shared, SDVariable positions) {}
