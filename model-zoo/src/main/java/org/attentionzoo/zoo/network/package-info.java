/**
 * A network at work for something else than training: the parts that are wanted, and nothing left
 * behind.
 */
package org.attentionzoo.zoo.network;
