package org.attentionzoo.zoo.pretrained;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.attentionzoo.zoo.pretrained.PretrainedModel.Result;
import org.attentionzoo.zoo.pretrained.PretrainedModel.Training;
import org.attentionzoo.zoo.pretrained.PretrainedModel.ZipFile;
import org.attentionzoo.zoo.untrusted.JsonLimits;
import org.attentionzoo.zoo.untrusted.OneLine;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A registry as JSON: {@code {"format": "attention-zoo-registry", "version": 1, "models": […]}}.
 * Registries are hosted by others: a field that is missing, unknown or of another type is an error,
 * and so is a model that is named twice. The field names are those of all registries there are.
 */
final class RegistryJson {

  static final String FORMAT = "attention-zoo-registry";
  static final int VERSION = 1;

  /** Bytes; a model has about 1000. */
  static final int LARGEST = 4 << 20;

  private static final int MOST_VALUES = 100_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RegistryJson() {}

  static String write(List<PretrainedModel> models) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT).put("version", VERSION);
    var array = root.putArray("models");
    for (PretrainedModel model : models) {
      ObjectNode node = array.addObject();
      node.put("name", model.name()).put("task", model.task());
      model.languages().forEach(node.putArray("languages")::add);
      node.put("architecture", model.architecture()).put("parameters", model.parameters());
      Training training = model.training();
      node.putObject("training")
          .put("data", training.data())
          .put("licence", training.licence())
          .put("command", training.command())
          .put("libraryVersion", training.libraryVersion());
      Result result = model.result();
      node.putObject("result")
          .put("metric", result.metric())
          .put("score", result.score())
          .put("signature", result.signature())
          .put("testSet", result.testSet());
      ZipFile zip = model.zip();
      node.putObject("zip")
          .put("file", zip.file())
          .put("bytes", zip.bytes())
          .put("sha256", zip.sha256());
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + '\n';
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a registry as JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException if this is no registry; says what is wrong, and in which model
   */
  static List<PretrainedModel> read(String json) {
    JsonLimits.check(json, MOST_VALUES);
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(OneLine.reason(e), e);
    }
    Fields fields = new Fields("the registry", root, Set.of("format", "version", "models"));
    String format = fields.text("format");
    if (!format.equals(FORMAT)) {
      throw new IllegalArgumentException(
          "format is \"" + format + "\", expected \"" + FORMAT + '"');
    }
    long version = fields.integer("version");
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "version is " + version + ", this release reads version " + VERSION);
    }
    List<PretrainedModel> models = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode node : fields.array("models")) {
      PretrainedModel model = model("model " + (models.size() + 1), node);
      if (!names.add(model.name())) {
        throw new IllegalArgumentException("model \"" + model.name() + "\" is there twice");
      }
      models.add(model);
    }
    return models;
  }

  private static PretrainedModel model(String place, JsonNode node) {
    Fields fields =
        new Fields(
            place,
            node,
            Set.of(
                "name",
                "task",
                "languages",
                "architecture",
                "parameters",
                "training",
                "result",
                "zip"));
    List<String> languages = new ArrayList<>();
    for (JsonNode language : fields.array("languages")) {
      languages.add(language.isTextual() ? language.asText() : "");
    }
    try {
      return new PretrainedModel(
          fields.text("name"),
          fields.text("task"),
          languages,
          fields.text("architecture"),
          fields.integer("parameters"),
          training(fields.object("training", "data", "licence", "command", "libraryVersion")),
          result(fields.object("result", "metric", "score", "signature", "testSet")),
          zip(fields.object("zip", "file", "bytes", "sha256")));
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw new IllegalArgumentException(
          message.startsWith(place) ? message : place + ": " + message, e);
    }
  }

  private static Training training(Fields fields) {
    return new Training(
        fields.text("data"),
        fields.text("licence"),
        fields.text("command"),
        fields.text("libraryVersion"));
  }

  private static Result result(Fields fields) {
    return new Result(
        fields.text("metric"),
        fields.number("score"),
        fields.text("signature"),
        fields.text("testSet"));
  }

  private static ZipFile zip(Fields fields) {
    return new ZipFile(fields.text("file"), fields.integer("bytes"), fields.text("sha256"));
  }

  /** An object that has all of some fields and no others. */
  private record Fields(String place, JsonNode node) {

    Fields(String place, JsonNode node, Set<String> names) {
      this(place, node);
      if (!node.isObject()) {
        throw wrong("is " + shown(node) + ", expected an object");
      }
      for (Iterator<String> it = node.fieldNames(); it.hasNext(); ) {
        String name = it.next();
        if (!names.contains(name)) {
          throw wrong("has an unknown field \"" + OneLine.of(name) + '"');
        }
      }
      for (String name : names) {
        if (!node.has(name)) {
          throw wrong("has no field \"" + name + '"');
        }
      }
    }

    String text(String name) {
      return of(name, node.get(name).isTextual(), "a string").asText();
    }

    long integer(String name) {
      return of(
              name,
              node.get(name).canConvertToLong() && node.get(name).isIntegralNumber(),
              "an integer")
          .asLong();
    }

    double number(String name) {
      return of(name, node.get(name).isNumber(), "a number").asDouble();
    }

    JsonNode array(String name) {
      return of(name, node.get(name).isArray(), "an array");
    }

    Fields object(String name, String... names) {
      return new Fields(place + ", " + name, node.get(name), Set.of(names));
    }

    private JsonNode of(String name, boolean valid, String expected) {
      if (!valid) {
        throw wrong(name + " is " + shown(node.get(name)) + ", expected " + expected);
      }
      return node.get(name);
    }

    private static String shown(JsonNode node) {
      return OneLine.of(node.toString());
    }

    private IllegalArgumentException wrong(String problem) {
      return new IllegalArgumentException(place + ": " + problem);
    }
  }
}
