/** JMH micro-benchmarks; see CONTRIBUTING, "How to run benchmarks". */
package org.attentionzoo.examples.benchmark.micro;
