/**
 * Saved models as the start of another training: other options, frozen parts, other vocabularies.
 */
package org.attentionzoo.zoo.finetuning;
