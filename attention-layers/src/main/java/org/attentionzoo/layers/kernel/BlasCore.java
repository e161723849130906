package org.attentionzoo.layers.kernel;

import com.sun.jna.Function;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processor that OpenBLAS takes this one for. One younger than the OpenBLAS at hand may be
 * taken for a very old one, which makes matrix products several times slower. OpenBLAS reads what
 * to take it for from the environment, before Java can set anything, so the user is told.
 */
public final class BlasCore {
  /** Environment variable that names the processor. */
  static final String VARIABLE = "OPENBLAS_CORETYPE";

  private static final Logger log = LoggerFactory.getLogger(BlasCore.class);

  /** Cores without AVX2, in OpenBLAS's spelling; the first is where unknown processors end. */
  private static final Set<String> OLD =
      Set.of("Prescott", "Core2", "Penryn", "Dunnington", "Nehalem", "Sandybridge", "Atom");

  /** Levels of ND4J's {@code optimalLevel()}. */
  private static final int AVX2 = 2;

  private static final int AVX512 = 3;

  private BlasCore() {}

  /** OpenBLAS's name for it, such as "Zen"; empty where another BLAS is loaded. */
  public static Optional<String> name() {
    try {
      Loader.load(openblas_nolapack.class);
      Pointer address = Loader.addressof("openblas_get_corename");
      return Optional.ofNullable(address).map(BlasCore::call);
    } catch (LinkageError e) {
      log.debug("OpenBLAS cannot be asked for its core", e);
      return Optional.empty();
    }
  }

  private static String call(Pointer function) {
    return Function.getFunction(new com.sun.jna.Pointer(function.address()))
        .invokeString(new Object[0], false);
  }

  static void warnOfOld() {
    name()
        .flatMap(
            core -> advice(core, NativeOpsHolder.getInstance().getDeviceNativeOps().optimalLevel()))
        .ifPresent(log::warn);
  }

  /**
   * What to tell the user.
   *
   * @param level what the processor can do: 2 is AVX2, 3 AVX-512
   */
  static Optional<String> advice(String core, int level) {
    if (level < AVX2 || !OLD.contains(core)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "OpenBLAS does not know this processor and takes it for an old one (%s), so that matrix"
                + " products are several times slower than they need be. Set the environment variable"
                + " %s=%s before Java starts.",
            core,
            VARIABLE,
            level >= AVX512 ? "SKYLAKEX" : "HASWELL"));
  }
}
