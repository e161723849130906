package org.attentionzoo.examples.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.attentionzoo.zoo.model.AttentionSeq2Seq;
import org.attentionzoo.zoo.model.Seq2Seq;
import org.attentionzoo.zoo.model.SequenceModel;
import org.attentionzoo.zoo.model.Transformer;

/** What can be drawn. */
enum Drawing {
  /** The model of Sutskever et al. 2014. */
  SEQ2SEQ("Sutskever et al. 2014") {
    @Override
    SequenceModel model() {
      return Seq2Seq.sutskever().build();
    }
  },

  /** The model of Bahdanau et al. 2014. */
  BAHDANAU("Bahdanau et al. 2014") {
    @Override
    SequenceModel model() {
      return AttentionSeq2Seq.bahdanau().build();
    }
  },

  /** A model of Luong et al. 2015. */
  LUONG("Luong et al. 2015") {
    @Override
    SequenceModel model() {
      return AttentionSeq2Seq.luongGeneral().build();
    }
  },

  /** The base model of Vaswani et al. 2017. */
  TRANSFORMER("Vaswani et al. 2017, base") {
    @Override
    SequenceModel model() {
      return Transformer.base().vocabularySize(37_000).build();
    }
  },

  /** Weights over each kind of window. */
  WINDOWS(null) {
    @Override
    List<Path> write(Path file) throws IOException {
      WeightPictures.windows(file);
      return List.of(file);
    }
  },

  /** What masks leave. */
  MASKS(null) {
    @Override
    List<Path> write(Path file) throws IOException {
      WeightPictures.masks(file);
      return List.of(file);
    }
  };

  private final String title;

  Drawing(String title) {
    this.title = title;
  }

  /** The model that is drawn. */
  SequenceModel model() {
    throw new UnsupportedOperationException(this + " is no model");
  }

  /**
   * Draws it; a model is drawn as SVG, too.
   *
   * @param file a PNG
   * @return the files that were written
   */
  List<Path> write(Path file) throws IOException {
    Figure figure = ModelFigure.of(title, model().conf());
    Path svg =
        file.resolveSibling(file.getFileName().toString().replaceFirst("\\.png$", "") + ".svg");
    FigureFiles.writePng(figure, file);
    FigureFiles.writeSvg(figure, svg);
    return List.of(file, svg);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
