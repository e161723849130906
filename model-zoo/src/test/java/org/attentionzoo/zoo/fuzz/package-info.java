/**
 * Model zips with something wrong in them, by the thousand, each read in a process that may die.
 */
package org.attentionzoo.zoo.fuzz;
