package org.attentionzoo.examples.evaluate;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.attentionzoo.zoo.metrics.BleuTokenizer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** BLEU's tokenizers by the names that sacreBLEU has for them. */
public final class BleuTokenizerName implements ITypeConverter<BleuTokenizer>, Iterable<String> {

  private static final List<String> NAMES =
      Arrays.stream(BleuTokenizer.values()).map(BleuTokenizer::signature).toList();

  @Override
  public BleuTokenizer convert(String name) {
    int index = NAMES.indexOf(name);
    if (index < 0) {
      throw new TypeConversionException("'" + name + "' is none of " + String.join(", ", NAMES));
    }
    return BleuTokenizer.values()[index];
  }

  @Override
  public Iterator<String> iterator() {
    return NAMES.iterator();
  }
}
