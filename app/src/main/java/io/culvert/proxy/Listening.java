package io.culvert.proxy;

import io.culvert.address.Endpoint;

/** A place where an outbound waits for BIND's one peer. For one thread; to be closed by it. */
public interface Listening extends AutoCloseable {
  /** Where the peer is to connect to: the first of BIND's two replies. */
  Endpoint bound();

  /** Blocks for the peer. */
  Outcome<Opened> accept() throws InterruptedException;

  @Override
  void close();
}
