/**
 * The net under saved models: toy zips of every kind, written by earlier versions of this library,
 * and a test that each still gives the numbers that were stored beside it.
 */
package org.attentionzoo.zoo.zips;
