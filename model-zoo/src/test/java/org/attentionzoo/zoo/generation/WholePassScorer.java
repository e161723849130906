package org.attentionzoo.zoo.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.attentionzoo.layers.output.RowReader;
import org.attentionzoo.layers.output.TokenScores;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs the whole network on each row's source and prefix at each step, and keeps nothing else. */
final class WholePassScorer implements StepScorer {

  private record Row(int[] source, List<Integer> prefix) {}

  private final ComputationGraph net;
  private final int vocabularySize;

  WholePassScorer(ComputationGraph net, int vocabularySize) {
    this.net = net;
    this.vocabularySize = vocabularySize;
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public DecoderState begin(int[][] sources, boolean attention) {
    return new State(Stream.of(sources).map(source -> new Row(source, new ArrayList<>())).toList());
  }

  private final class State implements DecoderState {
    private List<Row> rows;

    State(List<Row> rows) {
      this.rows = rows;
    }

    @Override
    public void step(int[] tokens, RowReader reader) {
      for (int r = 0; r < tokens.length; r++) {
        rows.get(r).prefix().add(tokens[r]);
        int[] source = rows.get(r).source();
        int[] prefix = rows.get(r).prefix().stream().mapToInt(i -> i).toArray();
        INDArray all =
            net.output(
                    Nd4j.createFromArray(new int[][] {source}),
                    Nd4j.createFromArray(new int[][] {prefix}))[0]; // [1, V, T]
        float[] logits = new float[vocabularySize];
        for (int token = 0; token < logits.length; token++) {
          logits[token] = (float) Math.log(all.getDouble(0, token, prefix.length - 1));
        }
        reader.read(r, new TokenScores(logits, 0));
      }
    }

    @Override
    public void select(int[] chosen) {
      rows =
          IntStream.of(chosen)
              .mapToObj(rows::get)
              .map(row -> new Row(row.source(), new ArrayList<>(row.prefix())))
              .toList();
    }
  }
}
