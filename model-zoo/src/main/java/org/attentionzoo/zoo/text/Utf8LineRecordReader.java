package org.attentionzoo.zoo.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.datavec.api.records.reader.impl.LineRecordReader;
import org.datavec.api.split.InputStreamInputSplit;
import org.datavec.api.split.StringSplit;

/**
 * DataVec's line reader for text that has to be UTF-8: a byte that is not is an error with file and
 * line, where {@link LineRecordReader} puts a replacement character; and only {@code \n} ends a
 * line. Errors are {@link UncheckedIOException}s.
 */
public class Utf8LineRecordReader extends LineRecordReader {

  private static final long serialVersionUID = 1L;

  @Override
  protected Iterator<String> getIterator(int location) {
    if (inputSplit instanceof StringSplit) {
      return super.getIterator(location);
    }
    if (inputSplit instanceof InputStreamInputSplit stream) {
      return new LineIterator(new Utf8Lines(stream.getIs(), "input stream"));
    }
    URI uri = locations[location];
    InputStream in = streamCreatorFn.apply(uri);
    return new LineIterator(
        new Utf8Lines(in, "file".equals(uri.getScheme()) ? uri.getPath() : uri.toString()));
  }

  @Override
  protected void closeIfRequired(Iterator<String> iterator) {
    if (iterator instanceof LineIterator lines) {
      lines.close();
    } else {
      super.closeIfRequired(iterator);
    }
  }

  /** Reads one line ahead. */
  private static final class LineIterator implements Iterator<String> {
    private final Utf8Lines lines;
    private String ahead;
    private boolean read;

    LineIterator(Utf8Lines lines) {
      this.lines = lines;
    }

    @Override
    public boolean hasNext() {
      if (!read) {
        try {
          ahead = lines.next();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        read = true;
      }
      return ahead != null;
    }

    @Override
    public String next() {
      if (!hasNext()) {
        throw new NoSuchElementException("No line is left");
      }
      read = false;
      return ahead;
    }

    void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
