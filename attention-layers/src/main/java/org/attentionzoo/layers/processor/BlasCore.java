package org.attentionzoo.layers.processor;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processor that OpenBLAS takes this one for. The OpenBLAS that ND4J brings (0.3.19, of 2021)
 * takes a younger one for a very old one, with matrix products several times slower than they need
 * be. It reads from the environment what to take it for, once, when it is loaded: {@link #choose}
 * writes that into the environment of this process before.
 */
public final class BlasCore {
  /** Environment variable that names the processor. */
  static final String VARIABLE = "OPENBLAS_CORETYPE";

  private static final Logger log = LoggerFactory.getLogger(BlasCore.class);

  private static final String AVX512 = "SKYLAKEX";
  private static final String AVX2 = "HASWELL";

  /** Cores without AVX2, in OpenBLAS's spelling; the first is where unknown processors end. */
  private static final Set<String> OLD =
      Set.of("Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Sandybridge", "Atom");

  /** AMD's Zen 4; OpenBLAS 0.3.19 knows its families up to this one. */
  private static final int LAST_KNOWN_AMD = 25;

  private BlasCore() {}

  /**
   * Chooses the core by what the processor can do, unless the user has: the layers, models, batches
   * and model zips of this library call it before they touch ND4J. A program that touches ND4J
   * earlier calls it itself, as its first step; after OpenBLAS was loaded it does nothing. Only
   * Linux on x86 needs it.
   */
  public static void choose() {
    Choice.made();
  }

  /** Made once, whoever comes first. */
  private static final class Choice {
    static {
      if (Platform.isLinux() && System.getenv(VARIABLE) == null) {
        Processor.here().flatMap(BlasCore::choice).ifPresent(Choice::set);
      }
    }

    private Choice() {}

    static void made() {}

    /** Java cannot write the environment of its own process; C can. */
    private static void set(String core) {
      try {
        Function.getFunction("c", "setenv").invokeInt(new Object[] {VARIABLE, core, 0});
        log.debug("OpenBLAS is to take this processor for {}", core);
      } catch (LinkageError e) {
        log.debug("OpenBLAS cannot be told what to take this processor for", e);
      }
    }
  }

  /**
   * What OpenBLAS should take a processor for: what it chooses itself for those that it knows; on
   * Zen 5, which it takes for a Haswell, AVX-512 doubled the speed of decoding one sentence. Empty
   * where it is left to OpenBLAS.
   */
  static Optional<String> choice(Processor processor) {
    boolean known =
        switch (processor.vendor()) {
          case "GenuineIntel" -> false; // each year has its models
          case "AuthenticAMD" -> processor.family() <= LAST_KNOWN_AMD;
          default -> true;
        };
    return known ? Optional.empty() : best(processor);
  }

  private static Optional<String> best(Processor processor) {
    if (processor.hasAvx512()) {
      return Optional.of(AVX512);
    }
    return processor.hasAvx2() ? Optional.of(AVX2) : Optional.empty();
  }

  /** OpenBLAS's name for it, such as "Zen"; empty where another BLAS is loaded. */
  public static Optional<String> name() {
    choose();
    try {
      Loader.load(openblas_nolapack.class);
      Pointer address = Loader.addressof("openblas_get_corename");
      return Optional.ofNullable(address).map(BlasCore::call);
    } catch (LinkageError e) {
      log.debug("OpenBLAS cannot be asked for its core", e);
      return Optional.empty();
    }
  }

  /**
   * Whether OpenBLAS, which this loads, has no kernels with AVX2 for what it takes this one for.
   */
  public static boolean isOld() {
    return name().filter(OLD::contains).isPresent();
  }

  private static String call(Pointer function) {
    return Function.getFunction(new com.sun.jna.Pointer(function.address()))
        .invokeString(new Object[0], false);
  }

  /** Warns where OpenBLAS was loaded too early, or by a user's wrong choice, for a fast core. */
  public static void warnOfOld() {
    Optional<Processor> processor = Processor.here();
    if (processor.isPresent()) {
      name().flatMap(core -> advice(core, processor.get())).ifPresent(log::warn);
    }
  }

  /** What to tell the user. */
  static Optional<String> advice(String core, Processor processor) {
    return OLD.contains(core)
        ? best(processor).map(better -> message(core, better))
        : Optional.empty();
  }

  private static String message(String core, String better) {
    return String.format(
        Locale.ROOT,
        "OpenBLAS takes this processor for an old one (%s), so that matrix products are several"
            + " times slower than they need be: ND4J was loaded before this library could say"
            + " better. Call BlasCore.choose() first, or set the environment variable %s=%s before"
            + " Java starts.",
        core,
        VARIABLE,
        better);
  }
}
