package org.attentionzoo.zoo.translation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Translations of texts that are read a part at a time. */
final class LazyTranslations implements Iterator<String> {

  /** The most texts that are read before the first of them is answered. */
  private static final int MOST = 1024;

  private final Translator translator;
  private final Iterator<String> texts;
  private final Queue<String> translated = new ArrayDeque<>();
  private int part;
  private long number;

  private LazyTranslations(Translator translator, int part, Iterator<String> texts) {
    this.translator = translator;
    this.part = Math.min(part, MOST);
    this.texts = texts;
  }

  /**
   * @param part how many texts are read at first
   * @param texts closed with the result
   */
  static Stream<String> stream(Translator translator, int part, Stream<String> texts) {
    Iterator<String> translations = new LazyTranslations(translator, part, texts.iterator());
    int order = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(translations, order), false)
        .onClose(texts::close);
  }

  @Override
  public boolean hasNext() {
    return !translated.isEmpty() || texts.hasNext();
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no text is left to translate");
    }
    if (translated.isEmpty()) {
      translatePart();
    }
    return translated.remove();
  }

  private void translatePart() {
    List<SourceText> read = new ArrayList<>();
    while (read.size() < part && texts.hasNext()) {
      read.add(translator.read(++number, texts.next()));
    }
    translator.translateAll(read).forEach(found -> translated.add(Translator.best(found)));
    part = Math.min(2 * part, MOST);
  }
}
