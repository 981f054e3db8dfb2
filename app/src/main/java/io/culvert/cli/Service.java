package io.culvert.cli;

import io.culvert.assembly.LocalProxy;
import io.culvert.assembly.TunnelServer;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The operations that start and stop a server or a local.
 *
 * @param start binds the address
 * @param address returns the bound address
 * @param run serves until closed
 * @param drain stops listening and makes {@code run} return when the streams have ended or the time
 *     is up
 * @param sinceSweep the time since time-outs were last checked
 */
record Service(
    Step start,
    Address address,
    Loop run,
    Consumer<Duration> drain,
    Supplier<Duration> sinceSweep) {

  /** An operation that may fail with an I/O error. */
  interface Step {
    void run() throws IOException;
  }

  /** An operation that blocks until it is stopped. */
  interface Loop {
    void run() throws InterruptedException;
  }

  /** Returns a bound address. */
  interface Address {
    InetSocketAddress get() throws IOException;
  }

  /**
   * Serves until closed. The accept loop runs in a virtual thread, on a carrier like its
   * connections.
   */
  void serve() throws InterruptedException {
    try {
      TaskScope.run("service", run::run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Service of(TunnelServer server) {
    return new Service(
        server::start, server::listenAddress, server::run, server::drain, server::sinceSweep);
  }

  static Service of(LocalProxy local) {
    return new Service(
        local::start, local::listenAddress, local::run, local::drain, local::sinceSweep);
  }
}
