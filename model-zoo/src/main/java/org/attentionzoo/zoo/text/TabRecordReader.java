package org.attentionzoo.zoo.text;

import java.util.ArrayList;
import java.util.List;
import org.datavec.api.writable.Text;
import org.datavec.api.writable.Writable;

/**
 * A record a line, a value a column, columns separated by tabs. Unlike CSV, quotation marks mean
 * nothing: they are part of the text.
 */
public class TabRecordReader extends Utf8LineRecordReader {

  private static final long serialVersionUID = 1L;

  @Override
  public List<Writable> next() {
    String line = super.next().get(0).toString();
    List<Writable> columns = new ArrayList<>();
    for (String column : line.split("\t", -1)) {
      columns.add(new Text(column));
    }
    return columns;
  }
}
