/**
 * What an author of a layer writes with, and what its runtime reads: a definition as a graph.
 *
 * <p>A layer or vertex is defined once, as a {@link org.attentionzoo.layers.runtime.LayerGraph}: a
 * SameDiff graph plus what SameDiff lacks (dropout, a scan over time, functions of our own). The
 * rooms below run it, in place of DL4J's stock runtime for SameDiff layers. An arrow says who knows
 * whom; each room also knows those further down.
 *
 * <pre>
 *   dl4j       layers and vertices of DL4J; what they share with others is [N, size, T]
 *     ↓
 *   decoding   Incremental: one position at a time, by a Stepper      scan   time, by a Scan
 *     ↓                                                                 ↓
 *   plan       a graph compiled (Plan) and run (Frame, Binding)
 *     ↓
 *   runtime    a graph while it is written (LayerGraph), its nodes, PlanFunction
 *     ↓
 *   memory     arrays in c order: Dense, Slices
 * </pre>
 *
 * <p>The words:
 *
 * <pre>
 *   definition ──LayerGraph──▶ nodes in order ──ReverseMode──▶ nodes of both passes
 *                                                                    │ Plan: a numbered slot an
 *                                                                    ▼ array, with its lifetime
 *   one a thread:  Frame ── Arena saved   │ what the backward pass reads
 *                    │      Arena scratch │ what is given back after its last use
 *                    │ bind(inputs of some shapes)
 *                    ▼
 *                 Binding: each slot an array cut from the arenas; forward(), backward()
 * </pre>
 *
 * <p>Dimension letters, here and in the whole project: N batch, T target length, S source length, d
 * model size, h heads, V vocabulary. Masks are 1 = keep, 0 = padding.
 */
package org.attentionzoo.layers.runtime;
