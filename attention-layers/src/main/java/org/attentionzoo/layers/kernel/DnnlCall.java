package org.attentionzoo.layers.kernel;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/** A primitive with arguments that are at another place in each run. For one thread at a time. */
final class DnnlCall {
  private final dnnl_primitive primitive;
  private final dnnl_stream stream = new dnnl_stream();
  private final dnnl_memory[] memories;
  private final dnnl_exec_arg_t arguments;
  private final Address address = new Address();

  /**
   * @param names of the arguments, and what lies there
   */
  DnnlCall(dnnl_primitive primitive, int[] names, dnnl_memory_desc_t... matrices) {
    this.primitive = primitive;
    Dnnl.check(dnnl.dnnl_stream_create(stream, Dnnl.CPU, dnnl.dnnl_stream_default_flags), "stream");
    memories = new dnnl_memory[names.length];
    arguments = new dnnl_exec_arg_t(names.length);
    for (int i = 0; i < names.length; i++) {
      memories[i] = new dnnl_memory();
      // a null address, as none is to be allocated
      Dnnl.check(
          dnnl.dnnl_memory_create(memories[i], matrices[i], Dnnl.CPU, address.at(0)), "memory");
      arguments.position(i).arg(names[i]).memory(memories[i]);
    }
    arguments.position(0);
  }

  /** Runs it with its arguments at these places. */
  void run(long... addresses) {
    for (int i = 0; i < memories.length; i++) {
      Dnnl.check(dnnl.dnnl_memory_set_data_handle(memories[i], address.at(addresses[i])), "memory");
    }
    Dnnl.check(
        dnnl.dnnl_primitive_execute(primitive, stream, memories.length, arguments), "primitive");
  }
}
