/**
 * The main job: read dates as people write them, return ISO 8601.
 *
 * <p>Examples are made from the JDK's locale data (CLDR) while the program runs; there are no
 * files.
 */
package org.attentionzoo.examples.dates;
