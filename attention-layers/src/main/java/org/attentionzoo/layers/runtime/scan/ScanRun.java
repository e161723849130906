package org.attentionzoo.layers.runtime.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.attentionzoo.layers.kernel.Gemm;
import org.attentionzoo.layers.kernel.ParallelRows;
import org.attentionzoo.layers.runtime.PlanFunction;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a {@link Scan} over time, forward and back. Where nothing but kernels has to run, each
 * thread takes rows of the batch of its own through all steps: the threads meet once a scan and not
 * once a kernel.
 */
final class ScanRun implements PlanFunction.Instance {
  /** Rows below which threads are better used inside the kernels. */
  private static final int WORTH_A_THREAD = 16;

  private final ScanStep scan;
  private final DeferredGradients deferred;
  private final boolean splits;
  private final List<ScanPart> parts = new ArrayList<>();
  private List<ScanPart> taped = List.of(); // those with the tapes of the last forward pass

  ScanRun(ScanStep scan) {
    this.scan = scan;
    this.deferred = new DeferredGradients(scan.plan(), scan.constants(), i -> scan.parameters()[i]);
    this.splits =
        scan.plan().isFused()
            && scan.plan().runsOnly(PlanFunction::splits)
            && deferred.readsOnlyConstants()
            && scan.sumsNothing();
  }

  /** Shapes of the step's outputs and new states. */
  List<long[]> stepShapes(INDArray[] inputs, boolean training) {
    long rows = rows(inputs);
    List<ScanPart> all = parts(rows);
    return all.get(0).shapes(inputs, rows / all.size(), training, rows);
  }

  @Override
  public void forward(INDArray[] inputs, INDArray[] results, PlanFunction.Pass pass) {
    taped = parts(rows(inputs));
    bind(inputs, pass.training());
    run(part -> part.forward(inputs, results, pass.part(scan.site())));
  }

  @Override
  public void backward(PlanFunction.Call call) {
    bind(call.inputs(), true); // the same parts, as each has the tape of its rows
    clearUnfilled(call.inputGradients());
    DeferredGradients.Collection steps =
        deferred.begin(taped.get(0).binding(), rows(call.inputs()), call.input(0).shape()[1]);
    taped.forEach(part -> part.prepare(call.outputGradients()));
    run(
        part ->
            part.backward(
                call.inputs(),
                call.outputGradients(),
                call.inputGradients(),
                steps,
                call.pass().part(scan.site())));
    steps.finish(
        call.inputs(),
        call.inputGradients(),
        scan.firstConstant(),
        scan.constantGradients(),
        call.pass());
  }

  private static long rows(INDArray[] inputs) {
    return inputs[0].shape()[0];
  }

  /** Who shares these rows. */
  private List<ScanPart> parts(long rows) {
    int threads = ParallelRows.threads();
    int count = splits && rows >= (long) threads * WORTH_A_THREAD ? threads : 1;
    while (parts.size() < count) {
      parts.add(new ScanPart(scan));
    }
    return List.copyOf(parts.subList(0, count));
  }

  private void bind(INDArray[] inputs, boolean training) {
    long rows = rows(inputs);
    int count = taped.size();
    for (int i = 0; i < count; i++) {
      taped.get(i).bind(inputs, i * rows / count, (i + 1) * rows / count, training);
    }
  }

  private void run(Consumer<ScanPart> body) {
    if (taped.size() == 1) {
      body.accept(taped.get(0)); // not a thread's: its kernels may use them all
    } else {
      Gemm.batch(taped.size(), (from, to) -> taped.subList(from, to).forEach(body));
    }
  }

  @Override
  public void close() {
    parts.forEach(ScanPart::close);
    taped = List.of();
    deferred.close();
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
