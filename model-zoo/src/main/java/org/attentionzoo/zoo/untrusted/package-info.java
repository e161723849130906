/**
 * What files from elsewhere have to pass before anything is made of them, and how their text is
 * shown.
 */
package org.attentionzoo.zoo.untrusted;
