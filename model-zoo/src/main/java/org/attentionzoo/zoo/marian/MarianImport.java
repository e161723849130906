package org.attentionzoo.zoo.marian;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.generation.DecodingJson;
import org.attentionzoo.zoo.io.ModelCard;
import org.attentionzoo.zoo.io.ModelZip;
import org.attentionzoo.zoo.model.Transformer;
import org.attentionzoo.zoo.model.Tying;
import org.attentionzoo.zoo.text.Vocabulary;
import org.attentionzoo.zoo.weights.ImportReport;
import org.attentionzoo.zoo.weights.ImportedModel;
import org.attentionzoo.zoo.weights.NamedTensors;
import org.attentionzoo.zoo.weights.WeightMap;
import org.attentionzoo.zoo.weights.WeightsException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Makes a network, fills it and puts all together. */
record MarianImport(MarianConfig config, Vocabulary source, Vocabulary target) {

  /**
   * @param program that wrote the file
   * @param languages such as "de → en"; may be empty
   * @throws WeightsException if the file lacks a tensor, has one that means something else, or of
   *     another shape
   */
  ImportedModel of(
      NamedTensors file,
      WeightMap map,
      Tying tying,
      MarianTokenizers tokenizers,
      Decoding<?> decoding,
      List<String> notes,
      String program,
      String languages)
      throws WeightsException {
    Transformer model = config.model(source.size(), target.size(), tying);
    checkSize(file, model);
    ComputationGraph network = empty(model);
    ImportReport report = map.apply(file, network);
    if (!report.unexplained().isEmpty()) {
      throw new WeightsException(
          file.file(), "has tensors that no Marian model has: " + report.unexplained());
    }
    ModelCard card =
        ModelCard.builder(model.modelName())
            .task(languages.isEmpty() ? "translation" : "translation " + languages)
            .tokenizer(tokenizers.source().name())
            .size("model size", config.encoder().size())
            .size("encoder layers", config.encoderLayers())
            .size("decoder layers", config.decoderLayers())
            .size("parameters", network.numParams())
            .trainingData("unknown, imported from " + program)
            .extra("imported from", program + ", Marian")
            .extra(ModelCard.DECODING, DecodingJson.write(decoding))
            .build();
    return new ImportedModel(
        new ModelZip(network, source, target, card, Optional.of(tokenizers.both())), report, notes);
  }

  /** Neither random numbers nor an updater's state: both take longer, and more, than all else. */
  private static ComputationGraph empty(Transformer model) {
    ComputationGraph network = new ComputationGraph(model.conf());
    network.init(Nd4j.create(DataType.FLOAT, 1, model.parameterCount()), false);
    return network;
  }

  /** Before memory is taken for the network: a table may come three times, and nothing else. */
  private static void checkSize(NamedTensors file, Transformer model) throws WeightsException {
    long numbers = 0;
    for (String name : file.names()) {
      numbers += Arrays.stream(file.shape(name)).reduce(1, (a, b) -> a * b);
    }
    long parameters = model.parameterCount();
    if (parameters / 4 > numbers) {
      throw new WeightsException(
          file.file(),
          String.format(
              Locale.ROOT,
              "holds %,d numbers, and the configuration asks for %,d parameters",
              numbers,
              parameters));
    }
  }
}
