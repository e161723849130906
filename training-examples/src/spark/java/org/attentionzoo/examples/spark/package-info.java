/**
 * Training and translation on an Apache Spark cluster; profile {@code spark} only.
 *
 * <pre>
 * SparkSession      a context with what ND4J needs on its machines
 * TextLines         lines of a file with their numbers, strictly UTF-8
 * SparkCluster      reads, counts and encodes a corpus: an {@link EncodedPart} for each worker
 * SparkSteps        has the workers train and averages their parameters, over and over
 * SparkTranslation  lines in, lines out
 * </pre>
 */
package org.attentionzoo.examples.spark;
