/**
 * Learning-rate schedules of the attention papers, as DL4J {@link
 * org.nd4j.linalg.schedule.ISchedule}s: hand one to an updater, as in {@code new Adam(new
 * NoamSchedule(512, 4000, 1.0))}.
 *
 * <p>All of them count iterations and ignore the epoch. DL4J's iterations start at 0, the papers'
 * steps at 1: step = iteration + 1, so the first update already has a rate above zero.
 *
 * <p>They are records because DL4J merges updater blocks whose configurations are equal: a schedule
 * without {@code equals} and {@code hashCode} makes it misread the updater state of a loaded model.
 * The component names are JSON field names of saved models; renaming one breaks old zips.
 */
package org.attentionzoo.layers.schedule;
