package org.attentionzoo.layers.kernel;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * A primitive with arguments that are at another place in each run, and a scratchpad of its own.
 * For one thread at a time. oneDNN's objects are no garbage to the JVM: a call is kept for the next
 * run, or closed.
 */
final class DnnlCall implements AutoCloseable {
  private final dnnl_primitive primitive;
  private final dnnl_stream stream = new dnnl_stream();
  private final dnnl_memory[] memories;
  private final dnnl_exec_arg_t arguments;
  private final Address address = new Address();
  private final NativeBlock scratchpad = new NativeBlock();

  /**
   * @param primitive freed with the call
   * @param scratchpad that it wants
   * @param names of the arguments, and what lies there
   */
  DnnlCall(
      dnnl_primitive primitive,
      dnnl_memory_desc_t scratchpad,
      int[] names,
      dnnl_memory_desc_t... matrices) {
    this.primitive = primitive;
    Dnnl.check(dnnl.dnnl_stream_create(stream, Dnnl.CPU, dnnl.dnnl_stream_default_flags), "stream");
    memories = new dnnl_memory[names.length + 1];
    arguments = new dnnl_exec_arg_t(names.length + 1);
    for (int i = 0; i < names.length; i++) {
      argument(i, names[i], matrices[i], 0); // set in each run
    }
    long scratch = this.scratchpad.address(dnnl.dnnl_memory_desc_get_size(scratchpad));
    argument(names.length, dnnl.DNNL_ARG_SCRATCHPAD, scratchpad, scratch);
    arguments.position(0);
  }

  private void argument(int i, int name, dnnl_memory_desc_t matrix, long place) {
    memories[i] = new dnnl_memory();
    // an address in any case, or oneDNN would allocate
    Dnnl.check(dnnl.dnnl_memory_create(memories[i], matrix, Dnnl.CPU, address.at(place)), "memory");
    arguments.position(i).arg(name).memory(memories[i]);
  }

  /** Runs it with its arguments at these places. */
  void run(long... addresses) {
    for (int i = 0; i < addresses.length; i++) {
      Dnnl.check(dnnl.dnnl_memory_set_data_handle(memories[i], address.at(addresses[i])), "memory");
    }
    Dnnl.check(
        dnnl.dnnl_primitive_execute(primitive, stream, memories.length, arguments), "primitive");
  }

  @Override
  public void close() {
    for (dnnl_memory memory : memories) {
      Dnnl.check(dnnl.dnnl_memory_destroy(memory), "memory");
    }
    Dnnl.check(dnnl.dnnl_stream_destroy(stream), "stream");
    Dnnl.check(dnnl.dnnl_primitive_destroy(primitive), "primitive");
    scratchpad.close();
  }
}
