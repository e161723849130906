/**
 * Models of Marian (Junczys-Dowmunt et al. 2018), such as OPUS-MT's (Tiedemann and Thottingal
 * 2020), as ours, and ours as Marian's: from folders of Hugging Face's Transformers and back, and
 * from what Marian itself writes.
 */
package org.attentionzoo.zoo.marian;
