package org.attentionzoo.layers.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a {@link Scan} over time, forward and back. Where nothing but kernels has to run, each
 * thread takes rows of the batch of its own through all steps: the threads meet once a scan and not
 * once a kernel.
 */
final class ScanRun implements PlanFunction.Instance {
  /** Rows below which threads are better used inside the kernels. */
  private static final int WORTH_A_THREAD = 16;

  private final Scan scan;
  private final DeferredGradients deferred;
  private final boolean splits;
  private final List<ScanPart> parts = new ArrayList<>();
  private int used; // parts of the last run

  ScanRun(Scan scan) {
    this.scan = scan;
    this.deferred = new DeferredGradients(scan.plan(), scan.constants(), scan::isParameter);
    this.splits =
        scan.plan().isFused()
            && scan.plan().runsOnly(PlanFunction::splits)
            && deferred.readsOnlyConstants()
            && Arrays.stream(scan.constantGradients()).allMatch(slot -> slot < 0);
  }

  /** Shapes of the step's outputs and new states. */
  List<long[]> stepShapes(INDArray[] inputs, boolean training) {
    choose(rows(inputs));
    bind(inputs, training);
    return parts.get(0).stepShapes(rows(inputs));
  }

  @Override
  public void forward(INDArray[] inputs, INDArray[] results, PlanFunction.Pass pass) {
    choose(rows(inputs));
    bind(inputs, pass.training());
    run(part -> part.forward(inputs, results, pass.part(scan.site())));
  }

  @Override
  public void backward(PlanFunction.Call call) {
    bind(call.inputs(), true); // the same parts, as each has the tape of its rows
    clearUnfilled(call.inputGradients());
    deferred.begin(parts.get(0).frame(), rows(call.inputs()), call.input(0).shape()[1]);
    for (ScanPart part : parts.subList(0, used)) {
      part.prepare(call.outputGradients());
    }
    run(
        part ->
            part.backward(
                call.inputs(),
                call.outputGradients(),
                call.inputGradients(),
                deferred,
                call.pass().part(scan.site())));
    deferred.finish(
        call.inputs(), call.inputGradients(), scan.firstConstant(), scan.constantGradients());
  }

  private static long rows(INDArray[] inputs) {
    return inputs[0].shape()[0];
  }

  private void choose(long rows) {
    int threads = ParallelRows.threads();
    used = splits && rows >= (long) threads * WORTH_A_THREAD ? threads : 1;
    while (parts.size() < used) {
      parts.add(new ScanPart(scan));
    }
  }

  private void bind(INDArray[] inputs, boolean training) {
    long rows = rows(inputs);
    for (int i = 0; i < used; i++) {
      parts.get(i).bind(inputs, i * rows / used, (i + 1) * rows / used, training);
    }
  }

  private void run(Consumer<ScanPart> body) {
    if (used == 1) {
      body.accept(parts.get(0)); // not a thread's: its kernels may use them all
    } else {
      Gemm.batch(used, (from, to) -> parts.subList(from, to).forEach(body));
    }
  }

  /** Zeros where gradients of steps are summed or there are none. */
  private void clearUnfilled(INDArray[] inputGradients) {
    for (int i = 0; i < inputGradients.length; i++) {
      int constant = i - scan.firstConstant();
      boolean filled =
          constant < 0
              ? i >= scan.sequences().length || scan.sequenceGradients()[i] >= 0
              : deferred.has(constant) && scan.constantGradients()[constant] < 0;
      if (inputGradients[i] != null && !filled) {
        inputGradients[i].assign(0);
      }
    }
  }
}
