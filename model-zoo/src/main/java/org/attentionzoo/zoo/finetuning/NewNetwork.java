package org.attentionzoo.zoo.finetuning;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.attentionzoo.layers.initial.Seeds;
import org.attentionzoo.layers.precision.Precise;
import org.attentionzoo.layers.precision.Precision;
import org.attentionzoo.layers.updater.DirectUpdater;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * A network made of a trained one. First change options of its parts, then, once it is {@link
 * #configured}, options of its training, then freeze and {@link #init}.
 */
final class NewNetwork {

  private static final String LABEL_SMOOTHING = "labelSmoothing";

  private final ComputationGraph trained;
  private final Map<String, Side> tokenParts;
  private final ChangedVocabulary source;
  private final ChangedVocabulary target;
  private final List<String> options = new ArrayList<>();
  private final Configuration json;
  private ComputationGraphConfiguration conf;
  private FrozenParts frozen;
  private ComputationGraph network;

  NewNetwork(ComputationGraph trained, ChangedVocabulary source, ChangedVocabulary target) {
    this.trained = trained;
    this.source = source;
    this.target = target;
    json = new Configuration(trained.getConfiguration());
    Set<Side> changed = EnumSet.noneOf(Side.class);
    if (source.isChanged()) {
      changed.add(Side.SOURCE);
    }
    if (target.isChanged()) {
      changed.add(Side.TARGET);
    }
    TokenParts parts = new TokenParts(trained.getConfiguration());
    tokenParts = parts.of(changed);
    if (changed.size() == 2 && parts.areShared() && !source.isSameAs(target)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "source and target share a table, but their vocabularies would be different ones, of"
                  + " %d and %d tokens",
              source.after().size(),
              target.after().size()));
    }
    tokenParts.forEach(
        (name, side) ->
            Configuration.setVocabulary(json.parts().get(name), of(side).after().size()));
  }

  private ChangedVocabulary of(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  static Set<DropoutKind> dropoutKinds(ComputationGraphConfiguration conf) {
    Set<DropoutKind> kinds = EnumSet.noneOf(DropoutKind.class);
    for (ObjectNode part : new Configuration(conf).parts().values()) {
      for (DropoutKind kind : DropoutKind.values()) {
        if (kind.isIn(part)) {
          kinds.add(kind);
        }
      }
    }
    return kinds;
  }

  void dropout(Map<DropoutKind, Double> rates) {
    json.parts()
        .forEach(
            (name, part) ->
                rates.forEach(
                    (kind, rate) -> {
                      if (kind.isIn(part)) {
                        note(name, "dropout of " + kind, kind.rate(part), rate);
                        kind.set(part, rate);
                      }
                    }));
  }

  void labelSmoothing(double epsilon) {
    boolean found = false;
    for (Map.Entry<String, ObjectNode> part : json.parts().entrySet()) {
      if (part.getValue().has(LABEL_SMOOTHING)) {
        double before = part.getValue().get(LABEL_SMOOTHING).asDouble();
        note(part.getKey(), "label smoothing", before, epsilon);
        part.getValue().put(LABEL_SMOOTHING, epsilon);
        found = true;
      }
    }
    if (!found) {
      throw new IllegalArgumentException("the model has no output with label smoothing");
    }
  }

  private void note(String part, String option, double before, double now) {
    if (before != now) {
      options.add(String.format(Locale.ROOT, "%s, %s: %s -> %s", part, option, before, now));
    }
  }

  /** Ends the changes of parts' options. */
  void configured() {
    conf = json.build();
    frozen = new FrozenParts(conf);
  }

  void seed(long seed) {
    TrainingOptions.setSeed(conf, Seeds.forNd4j(seed));
    options.add(
        "seed: " + trained.getConfiguration().getDefaultConfiguration().getSeed() + " -> " + seed);
  }

  void precision(Precision precision) {
    Precise.set(conf, precision);
    options.add("precision: " + precision);
  }

  void updater(IUpdater updater) {
    TrainingOptions.changeUpdaters(conf, before -> updater.clone(), false);
    options.add("updater: " + updater);
  }

  void learningRate(double rate) {
    TrainingOptions.changeUpdaters(conf, before -> changed(before, rate, null), true);
    options.add("learning rate: " + rate);
  }

  void schedule(ISchedule schedule) {
    TrainingOptions.changeUpdaters(
        conf, before -> changed(before, Double.NaN, schedule.clone()), true);
    options.add("schedule: " + schedule);
  }

  private static IUpdater changed(IUpdater before, double rate, ISchedule schedule) {
    IUpdater updater = before.clone();
    if (!updater.hasLearningRate()) {
      throw new IllegalArgumentException(
          "the updater " + updater.getClass().getSimpleName() + " has no learning rate");
    }
    updater.setLrAndSchedule(rate, schedule);
    return updater;
  }

  void regularization(Regularization term, List<Class<?>> inPlaceOf) {
    TrainingOptions.changeRegularization(
        conf,
        terms -> {
          terms.removeIf(other -> inPlaceOf.contains(other.getClass()));
          if (term != null) {
            terms.add(term.clone());
          }
          return terms;
        });
    options.add(
        "regularization: " + (term == null ? "no " + inPlaceOf.get(0).getSimpleName() : term));
  }

  void clip(double norm) {
    TrainingOptions.clip(conf, norm);
    options.add("gradient of a part clipped: " + (norm == 0 ? "no" : "at norm " + norm));
  }

  void freeze(Set<String> more, Set<String> fewer) {
    frozen.freeze(more);
    frozen.unfreeze(fewer);
    frozen.apply();
  }

  /**
   * Takes the memory and carries the parameters over.
   *
   * @param parts those with parameters, in the order in which they compute
   */
  FineTuningReport init(List<String> parts) {
    network = new ComputationGraph(conf);
    network.init();
    Parameters parameters = new Parameters(trained, network);
    List<FineTuningReport.Part> report = new ArrayList<>();
    for (String part : parts) {
      Side side = tokenParts.get(part);
      long kept = parameters.carry(part, side == null ? null : of(side));
      report.add(
          new FineTuningReport.Part(
              part, network.getVertex(part).numParams(), kept, frozen.state(part)));
    }
    DirectUpdater.install(network);
    return new FineTuningReport(report, source.tokens(), target.tokens(), options);
  }

  ComputationGraph network() {
    return network;
  }
}
