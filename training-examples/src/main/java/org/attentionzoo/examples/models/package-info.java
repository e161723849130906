/** Lists, fetches, removes and publishes pretrained models. */
package org.attentionzoo.examples.models;
