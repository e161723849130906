package org.attentionzoo.zoo.io;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.attentionzoo.layers.check.Arguments;

/**
 * The classes that a zip may name. A network's configuration names the classes of its layers,
 * updaters, losses …, and Java runs code of a class when it loads it, so a name from a file is
 * looked up here first. The {@linkplain #standard standard} ones are this library's and those of
 * DL4J and ND4J that a configuration is made of.
 *
 * <p>A network with a layer of your own is read with {@code ModelZip.load(file, true,
 * TrustedClasses.standard().and(MyLayer.class))}.
 */
public final class TrustedClasses {

  private static final Set<String> PACKAGES =
      Set.of(
          "org.attentionzoo.layers.attention",
          "org.attentionzoo.layers.embedding",
          "org.attentionzoo.layers.output",
          "org.attentionzoo.layers.recurrent",
          "org.attentionzoo.layers.schedule",
          "org.attentionzoo.layers.transformer",
          "org.attentionzoo.layers.updater",
          "org.deeplearning4j.nn.conf.constraint",
          "org.deeplearning4j.nn.conf.distribution",
          "org.deeplearning4j.nn.conf.dropout",
          "org.deeplearning4j.nn.conf.graph",
          "org.deeplearning4j.nn.conf.graph.rnn",
          "org.deeplearning4j.nn.conf.inputs",
          "org.deeplearning4j.nn.conf.layers",
          "org.deeplearning4j.nn.conf.layers.convolutional",
          "org.deeplearning4j.nn.conf.layers.misc",
          "org.deeplearning4j.nn.conf.layers.recurrent",
          "org.deeplearning4j.nn.conf.layers.util",
          "org.deeplearning4j.nn.conf.preprocessor",
          "org.deeplearning4j.nn.conf.weightnoise",
          "org.deeplearning4j.nn.weights",
          "org.nd4j.linalg.activations.impl",
          "org.nd4j.linalg.learning.config",
          "org.nd4j.linalg.learning.regularization",
          "org.nd4j.linalg.lossfunctions.impl",
          "org.nd4j.linalg.schedule");

  private static final Pattern SIMPLE_NAME = Pattern.compile("[A-Za-z0-9_$]+");

  private static final TrustedClasses STANDARD = new TrustedClasses(Set.of());

  private final Set<String> more;

  private TrustedClasses(Set<String> more) {
    this.more = more;
  }

  /** This library's layers, vertices, updaters and schedules, and the stock ones beside them. */
  public static TrustedClasses standard() {
    return STANDARD;
  }

  /** These and others. */
  public TrustedClasses and(Class<?>... classes) {
    Set<String> names = new TreeSet<>(more);
    Arrays.stream(Arguments.allGiven("classes", classes)).map(Class::getName).forEach(names::add);
    return new TrustedClasses(names);
  }

  boolean trusts(String name) {
    int dot = name.lastIndexOf('.');
    return more.contains(name)
        || (dot > 0
            && PACKAGES.contains(name.substring(0, dot))
            && SIMPLE_NAME.matcher(name.substring(dot + 1)).matches());
  }

  @Override
  public String toString() {
    return "the standard classes" + (more.isEmpty() ? "" : " and " + more);
  }
}
