/**
 * Trainings that can be stopped anywhere and go on, and their parts.
 *
 * <pre>
 * Training            until a limit is reached: fit, validate, keep the best, save
 *   TrainingStart       a new model, or the newest checkpoint that can be read
 *   TrainingData        batches of a text that lies in a file; sentences to validate with
 *   TrainingFolder      best.zip, model.zip, checkpoints; nobody else writes there meanwhile
 *   Validation, Best    how models are measured, and which is better
 *   ProgressListener    is told of batches, epochs, checkpoints
 *   TrainingResult      why it ended, the history, the model
 *
 * AccumulatingUpdater one update of several batches, clipped by the norm of the whole gradient
 * ParallelFit         the batches of an update at once, each on a thread of its own
 * Checkpoint          a model zip with all that a training needs to go on; CheckpointFolder
 * ParameterAverage    the mean of the last checkpoints
 * </pre>
 */
package org.attentionzoo.zoo.training;
