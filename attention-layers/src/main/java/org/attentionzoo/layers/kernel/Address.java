package org.attentionzoo.layers.kernel;

import org.bytedeco.javacpp.Pointer;

/** A place in memory as JavaCPP's functions take it; owns nothing. */
final class Address extends Pointer {

  Address() {}

  /** This, at another place. */
  Address at(long address) {
    this.address = address;
    return this;
  }
}
