/**
 * What a long training needs beside {@code fit}: large batches in parts, averages of checkpoints.
 */
package org.attentionzoo.zoo.training;
