package org.attentionzoo.examples.dates;

import org.attentionzoo.zoo.generation.StepScorer;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A model of the zoo, ready to be trained.
 *
 * @param name the name of the zoo model
 * @param network initialised; takes source and target ids, see {@link
 *     org.attentionzoo.zoo.batch.SequenceBatch}
 * @param scorer runs the network step by step, with the parameters it has at the time
 * @param attention whether it can tell where it looks
 */
public record TrainableModel(
    String name, ComputationGraph network, StepScorer scorer, boolean attention) {}
