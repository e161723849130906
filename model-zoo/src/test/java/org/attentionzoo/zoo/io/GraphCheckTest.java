package org.attentionzoo.zoo.io;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;

class GraphCheckTest {

  private final ComputationGraphConfiguration conf = SmallModel.network().getConfiguration();

  private void assertRefused(String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GraphCheck.check(conf))
        .withMessageContaining(reason);
  }

  @Test
  void graphsPass() {
    assertThatCode(() -> GraphCheck.check(conf)).doesNotThrowAnyException();
    conf.setTopologicalOrder(null);
    conf.setTopologicalOrderStr(null);
    assertThatCode(() -> GraphCheck.check(conf)).doesNotThrowAnyException();
    ComputationGraphConfiguration frozen =
        new TransferLearning.GraphBuilder(SmallModel.network())
            .setFeatureExtractor("merged")
            .build()
            .getConfiguration();
    assertThatCode(() -> GraphCheck.check(frozen)).doesNotThrowAnyException();
  }

  @Test
  void inputsAndOutputsHaveNames() {
    conf.setNetworkInputs(null);
    assertRefused("networkInputs must be names, but are null");
    conf.setNetworkInputs(List.of());
    assertRefused("networkInputs must be names, but are []");
    conf.setNetworkInputs(Arrays.asList("source", null));
    assertRefused("networkInputs must be names, but are [source, null]");
    conf.setNetworkInputs(List.of("source", "target", "source"));
    assertRefused("networkInputs holds a name twice");
    conf.setNetworkInputs(List.of("source", "target"));
    conf.setNetworkOutputs(List.of("none"));
    assertRefused("the output \"none\" is no vertex");
  }

  @Test
  void whatIsReadIsThere() {
    conf.getVertexInputs().put("encoder", List.of("none"));
    assertRefused("vertex \"encoder\" reads \"none\", which there is not");
    conf.getVertexInputs().put("encoder", Arrays.asList((String) null));
    assertRefused("vertex \"encoder\" reads \"null\"");
    conf.getVertexInputs().put("encoder", List.of());
    assertRefused("vertex \"encoder\" has 0 inputs");
    conf.getVertexInputs().put("encoder", null);
    assertRefused("vertex \"encoder\" has 0 inputs");
    conf.getVertexInputs().put("encoder", List.of("sourceEmbedding", "targetEmbedding"));
    assertRefused("vertex \"encoder\" has 2 inputs");
    conf.getVertexInputs().remove("encoder");
    assertRefused("vertexInputs must name the vertices");
    conf.setVertexInputs(null);
    assertRefused("vertexInputs must name the vertices");
  }

  @Test
  void namesAreThoseOfTheVertices() {
    conf.setNetworkInputs(List.of("source", "target", "encoder"));
    assertRefused("\"encoder\" is an input of the network and a vertex");
    conf.setNetworkInputs(List.of("source", "target"));
    conf.getVertices().put("encoder", conf.getVertices().get("decoder"));
    assertRefused("the layer of vertex \"encoder\" has the name decoder");
    conf.getVertices().put("encoder", null);
    assertRefused("vertex \"encoder\" is missing");
  }

  @Test
  void aCycleIsFound() {
    conf.getVertexInputs().put("sourceEmbedding", List.of("summary"));
    assertRefused(
        "topologicalOrderStr has \"sourceEmbedding\" before what it reads, or in a cycle");
    conf.setTopologicalOrder(null);
    conf.setTopologicalOrderStr(null);
    assertRefused("read each other in a cycle");
    conf.getVertexInputs().put("sourceEmbedding", List.of("sourceEmbedding"));
    assertRefused("sourceEmbedding");
  }

  @Test
  void theStoredOrderIsOne() {
    int[] order = conf.getTopologicalOrder();
    List<String> names = conf.getTopologicalOrderStr();
    conf.setTopologicalOrder(null);
    assertRefused("must be both there, or neither");
    conf.setTopologicalOrder(Arrays.copyOf(order, order.length - 1));
    assertRefused("must hold each input and vertex once");
    for (int wrong : new int[] {-1, order.length, order[5]}) {
      int[] changed = order.clone();
      changed[4] = wrong;
      conf.setTopologicalOrder(changed);
      assertRefused("topologicalOrder holds " + wrong + ", twice or out of range");
    }
    int[] swapped = order.clone();
    swapped[0] = order[1];
    swapped[1] = order[0];
    conf.setTopologicalOrder(swapped);
    assertRefused("topologicalOrder gives");
    conf.setTopologicalOrder(order);
    List<String> repeated = new java.util.ArrayList<>(names);
    repeated.set(4, names.get(3));
    conf.setTopologicalOrderStr(repeated);
    assertRefused("must hold each input and vertex once");
    List<String> backward = new java.util.ArrayList<>(names);
    java.util.Collections.swap(backward, names.size() - 1, names.size() - 2);
    conf.setTopologicalOrderStr(backward);
    assertRefused("before what it reads");
  }
}
