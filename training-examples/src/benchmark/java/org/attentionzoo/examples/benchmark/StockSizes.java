package org.attentionzoo.examples.benchmark;

/** Sizes of a {@link StockTransformer}; S = T = length. */
record StockSizes(int size, int heads, int feedForwardSize, int length) {}
