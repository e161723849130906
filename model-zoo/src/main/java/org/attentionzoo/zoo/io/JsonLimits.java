package org.attentionzoo.zoo.io;

import java.io.IOException;
import org.attentionzoo.layers.check.Arguments;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;

/**
 * What JSON may ask of those who read it. Trees of JSON are built, and walked, by recursion, and
 * long numbers take a time that grows with the square of their length: so text is looked through
 * once, token by token, before anything is made of it.
 */
public final class JsonLimits {

  /** A network nests about 10 deep, a tokenizer 5. */
  static final int DEEPEST = 64;

  /** Digits of a number; a double has at most 24 characters. */
  static final int LONGEST_NUMBER = 40;

  private static final JsonFactory FACTORY =
      new JsonFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private JsonLimits() {}

  /**
   * @param mostValues how many numbers, strings, objects … the text may have
   * @throws IllegalArgumentException if it has more, nests too deep, has a long number, names a
   *     field twice or is no JSON; the message says which and where
   */
  public static void check(String json, long mostValues) {
    Arguments.given("json", json);
    long values = 0;
    int depth = 0;
    try (JsonParser parser = FACTORY.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (values > 0 && depth == 0) {
          throw new IllegalArgumentException("it is not JSON: it goes on after its end");
        }
        if (token.isStructStart() && ++depth > DEEPEST) {
          throw new IllegalArgumentException("it nests deeper than " + DEEPEST + " levels");
        }
        if (token.isStructEnd()) {
          depth--;
        }
        if (token.isNumeric() && parser.getTextLength() > LONGEST_NUMBER) {
          throw new IllegalArgumentException(
              "a number has " + parser.getTextLength() + " characters" + at(parser));
        }
        if (++values > mostValues) {
          throw new IllegalArgumentException("it has more than " + mostValues + " values");
        }
      }
      if (values == 0) {
        throw new IllegalArgumentException("it is not JSON: it is empty");
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is not JSON: " + reason(e), e);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read from memory", e);
    }
  }

  private static String at(JsonParser parser) {
    return ", in line " + parser.getTokenLocation().getLineNr();
  }

  /** Jackson quotes its source at length, and names classes with their packages. */
  static String withoutSource(String message) {
    return message
        .replaceAll("(?s) \\((for \\w+ starting|start marker) at \\[Source.*", "")
        .replaceAll("\\(start marker at [^)]*\\)[^)]*\\)", "")
        .replaceAll("\\b([a-z]\\w*\\.)+(?=[A-Z])", "");
  }

  /** Jackson's message without the text it quotes from its source, and packages of classes. */
  static String reason(JsonProcessingException e) {
    String message = withoutSource(e.getOriginalMessage());
    return e.getLocation() == null
        ? message
        : message + " (line " + e.getLocation().getLineNr() + ")";
  }
}
