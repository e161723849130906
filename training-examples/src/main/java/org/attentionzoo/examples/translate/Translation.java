package org.attentionzoo.examples.translate;

import java.util.List;
import org.attentionzoo.zoo.generation.Hypothesis;

/**
 * One translated text.
 *
 * @param sourceTokens what the model read, S tokens
 * @param targetTokens what it answered, without the end token
 * @param text the answer as text
 * @param hypothesis the answer as the search found it
 */
public record Translation(
    List<String> sourceTokens, List<String> targetTokens, String text, Hypothesis hypothesis) {}
