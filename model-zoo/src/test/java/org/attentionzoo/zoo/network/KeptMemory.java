package org.attentionzoo.zoo.network;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

/** How much memory of arrays nobody has freed, not even the garbage collector. */
public final class KeptMemory {
  private KeptMemory() {}

  /** Bytes of all open buffers that own memory, but for those of shapes, which ND4J keeps. */
  public static long bytes() {
    try {
      Field references = DeallocatorService.class.getDeclaredField("referenceMap");
      references.setAccessible(true);
      long bytes = 0;
      for (Object reference :
          List.copyOf(((Map<?, ?>) references.get(Nd4j.getDeallocatorService())).values())) {
        if (((Reference<?>) reference).get() instanceof DataBuffer buffer
            && !buffer.wasClosed()
            && buffer.dataType() != DataType.LONG
            && buffer.underlyingDataBuffer() == null) {
          bytes += buffer.length() * buffer.getElementSize();
        }
      }
      return bytes;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
