package org.attentionzoo.zoo.hostile;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.attentionzoo.layers.attention.AttentionScope;
import org.attentionzoo.layers.embedding.EmbeddingOptions;
import org.attentionzoo.layers.embedding.TokenEmbedding;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.Matrix;
import org.attentionzoo.layers.runtime.LayerGraph;
import org.attentionzoo.layers.runtime.Planned;
import org.attentionzoo.layers.transformer.TransformerEncoderLayer;
import org.attentionzoo.layers.transformer.TransformerOptions;
import org.attentionzoo.zoo.corpus.CodecLearner;
import org.attentionzoo.zoo.corpus.PairFilter;
import org.attentionzoo.zoo.corpus.ParallelText;
import org.attentionzoo.zoo.generation.Decoding;
import org.attentionzoo.zoo.metrics.TextMetric;
import org.attentionzoo.zoo.model.SequenceModel;
import org.attentionzoo.zoo.translation.Translator;
import org.deeplearning4j.nn.conf.layers.samediff.SDLayerParams;
import org.deeplearning4j.nn.conf.layers.samediff.SDVertexParams;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * Calls every public constructor and method of the two libraries with each bad value in each place,
 * all other arguments good, and writes down how each call ended. A program of its own: what it
 * looks for may end its process. {@link HostileApiTest} starts it, again after each crash.
 */
final class ApiWalk {
  static final long MILLISECONDS = 5000;

  private static final Set<String> ARITHMETIC =
      Set.of("DropoutMask", "Elementwise", "FastExp", "FastTanh", "Reduce", "Softmax");

  private static final Set<Class<?>> DEFINITION =
      Set.of(LayerGraph.class, AttentionScope.class, SDLayerParams.class, SDVertexParams.class);

  /** One call: everything good but one argument. */
  private record Call(Class<?> owner, Executable what, int place, BadValues.Bad bad) {
    @Override
    public String toString() {
      return "%s.%s(%s) with %s at %d"
          .formatted(
              owner.getName().replace("org.attentionzoo.", ""),
              what instanceof Constructor ? "new" : what.getName(),
              BadValues.shown(what.getGenericParameterTypes()),
              bad.shown(),
              place + 1);
    }
  }

  private final Path log;

  private ApiWalk(Path log) {
    this.log = log;
  }

  /** Arguments: the file to write to, and the number of the first call to make. */
  public static void main(String[] args) throws Exception {
    ApiWalk walk = new ApiWalk(Path.of(args[0]));
    List<Call> calls = calls();
    for (int i = Integer.parseInt(args[1]); i < calls.size(); i++) {
      walk.run(i, calls.get(i));
    }
    System.exit(0);
  }

  private void run(int number, Call call) throws IOException {
    write(number + "\t" + call + "\t");
    Thread watch = watch();
    String outcome = outcome(call);
    watch.interrupt();
    end(outcome);
  }

  private synchronized void end(String outcome) throws IOException {
    write(outcome.replaceAll("\\p{Cntrl}+", " ") + "\n");
  }

  private Thread watch() {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(MILLISECONDS);
                synchronized (this) {
                  end(Outcome.HANG.toString());
                  Runtime.getRuntime().halt(1);
                }
              } catch (InterruptedException e) {
                // the call has returned
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  private void write(String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String outcome(Call call) {
    Object receiver;
    Object[] arguments;
    try {
      receiver = isFree(call.what()) ? null : GoodValues.of(call.owner());
      Type[] types = call.what().getGenericParameterTypes();
      arguments = new Object[types.length];
      for (int i = 0; i < types.length; i++) {
        arguments[i] = i == call.place() ? call.bad().value() : GoodValues.of(types[i]);
      }
    } catch (GoodValues.Unknown e) {
      return "unreached " + e.getMessage();
    }
    try {
      use(invoke(call.what(), receiver, arguments));
    } catch (InvocationTargetException e) {
      return told(e.getCause());
    } catch (Exception | Error e) {
      return told(e);
    }
    return (call.bad().isNotFinite() ? Outcome.TAKES_NAN : Outcome.FINE).toString();
  }

  private static String told(Throwable thrown) {
    StringBuilder told = new StringBuilder(Outcome.of(thrown).toString());
    told.append(" ").append(thrown);
    Arrays.stream(thrown.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("org.attentionzoo."))
        .limit(1)
        .forEach(frame -> told.append(" at ").append(frame));
    return told.toString();
  }

  private static boolean isFree(Executable what) {
    return what instanceof Constructor || Modifier.isStatic(what.getModifiers());
  }

  private static Object invoke(Executable what, Object receiver, Object[] arguments)
      throws ReflectiveOperationException {
    what.setAccessible(true);
    return what instanceof Constructor<?> c
        ? c.newInstance(arguments)
        : ((Method) what).invoke(receiver, arguments);
  }

  /** What is usually done next: an option that is wrong has to show there at the latest. */
  private static void use(Object result) throws Exception {
    if (result == null) {
      return;
    }
    if (result instanceof Decoding<?> decoding) {
      ModelValues.generator().best(new int[][] {{4, 5}}, decoding);
    } else if (result instanceof EmbeddingOptions options) {
      use(new TokenEmbedding.Builder().options(options));
    } else if (result instanceof CodecLearner learner) {
      learner.learn(GoodValues.of(ParallelText.class), PairFilter.DEFAULT);
    } else if (result instanceof TransformerOptions options) {
      use(new TransformerEncoderLayer.Builder().options(options));
    } else if (result instanceof Translator translator) {
      translator.translate(List.of("a b", ""));
    } else if (result instanceof TextMetric metric) {
      metric.corpus(List.of("a b"), List.of(List.of("a c")));
    } else if (result instanceof SequenceModel model) {
      model.init();
    } else if (result instanceof ISchedule schedule) {
      schedule.valueAt(0, 0);
      schedule.valueAt(7, 0);
    } else if (result instanceof IUpdater updater) {
      updater.instantiate(Nd4j.create(DataType.FLOAT, 1, updater.stateSize(4)), true);
    } else if (result instanceof MultiDataSetIterator batches) {
      batches.next();
    } else if (result instanceof Matrix matrix) {
      Gemm.multiply(matrix, matrix, matrix);
    } else if (result instanceof Planned planned) {
      planned.parameterShapes();
    } else if (isBuilder(result)) {
      use(invoke(result.getClass().getMethod("build"), result, new Object[0]));
    }
    if (result instanceof Closeable opened) {
      opened.close(); // a folder that was made goes again
    }
  }

  private static boolean isBuilder(Object object) {
    return Arrays.stream(object.getClass().getMethods())
        .anyMatch(m -> m.getName().equals("build") && m.getParameterCount() == 0);
  }

  private static List<Call> calls() throws IOException, URISyntaxException {
    List<Call> calls = new ArrayList<>();
    for (Class<?> type : publicClasses()) {
      for (Executable what : executables(type)) {
        Type[] types = what.getGenericParameterTypes();
        for (int place = 0; place < types.length; place++) {
          for (BadValues.Bad bad : BadValues.of(types[place])) {
            calls.add(new Call(type, what, place, bad));
          }
        }
      }
    }
    return calls;
  }

  private static List<Executable> executables(Class<?> type) {
    List<Executable> all = new ArrayList<>();
    if (!Modifier.isAbstract(type.getModifiers())) {
      all.addAll(List.of(type.getConstructors()));
    }
    for (Method method : type.getMethods()) {
      boolean ours = method.getDeclaringClass().getName().startsWith("org.attentionzoo.");
      boolean free = Modifier.isStatic(method.getModifiers());
      boolean reachable = free || !Modifier.isAbstract(type.getModifiers()) || type.isEnum();
      boolean named = !method.isBridge() && !method.getName().equals("valueOf");
      boolean called = isCalledByOthers(method, type) || isPartOfDefinition(method);
      if (ours && reachable && named && !called) {
        all.add(method);
      }
    }
    all.sort(Comparator.comparing(Object::toString));
    return all;
  }

  /**
   * What overrides a method of DL4J, Jackson or java.io is called by them, with their own
   * arguments.
   */
  private static boolean isCalledByOthers(Method method, Class<?> type) {
    for (Class<?> above = type.getSuperclass(); above != null; above = above.getSuperclass()) {
      if (above
              .getName()
              .matches("org\\.(deeplearning4j\\.nn|nd4j\\.shade\\.jackson)\\..*|java\\.io\\..*")
          && Arrays.stream(above.getMethods())
              .filter(theirs -> !theirs.getDeclaringClass().getName().startsWith("org.attention"))
              .anyMatch(
                  theirs ->
                      theirs.getName().equals(method.getName())
                          && theirs.getParameterCount() == method.getParameterCount())) {
        return !method.getDeclaringClass().getName().contains("$Builder");
      }
    }
    return false;
  }

  /** What a layer's definition is made of; the runtime calls it while it makes a plan. */
  private static boolean isPartOfDefinition(Method method) {
    return method.getName().startsWith("initialize")
        || Arrays.stream(method.getParameterTypes()).anyMatch(DEFINITION::contains);
  }

  private static List<Class<?>> publicClasses() throws IOException, URISyntaxException {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> one : List.of(Planned.class, SequenceModel.class)) {
      URI place = one.getProtectionDomain().getCodeSource().getLocation().toURI();
      if (Files.isDirectory(Path.of(place))) {
        add(Path.of(place), classes);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place), Map.of())) {
          add(jar.getPath("/"), classes);
        }
      }
    }
    classes.sort(Comparator.comparing(Class::getName));
    return classes;
  }

  private static void add(Path root, List<Class<?>> classes) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : files) {
      String path = root.relativize(file).toString();
      String name = path.substring(0, path.length() - ".class".length());
      try {
        Class<?> type =
            Class.forName(name.replace('/', '.'), false, ApiWalk.class.getClassLoader());
        if (isPublic(type) && !type.isInterface() && !isArithmetic(type)) {
          classes.add(type);
        }
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Inner loops over Java arrays, which the JVM itself keeps in their bounds. */
  private static boolean isArithmetic(Class<?> type) {
    return type.getPackageName().equals(Matrix.class.getPackageName())
        && ARITHMETIC.contains(type.getSimpleName());
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && (type.getEnclosingClass() == null || isPublic(type.getEnclosingClass()));
  }
}
