package io.culvert.cli;

import io.culvert.assembly.LocalProxy;
import io.culvert.assembly.TunnelServer;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A server or a local, as far as starting and stopping it goes.
 *
 * @param start binds
 * @param address what was bound
 * @param run serves until closed
 * @param drain stops listening, gives streams some time, and has {@code run} return
 */
record Service(Step start, Address address, Loop run, Consumer<Duration> drain) {

  /** Something that may fail with the network. */
  interface Step {
    void run() throws IOException;
  }

  /** Something that goes on until it is stopped. */
  interface Loop {
    void run() throws InterruptedException;
  }

  /** The address of something bound. */
  interface Address {
    InetSocketAddress get() throws IOException;
  }

  /** Serves until closed, in a virtual thread: it accepts on a carrier, as its connections run. */
  void serve() throws InterruptedException {
    try {
      TaskScope.run("service", run::run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Service of(TunnelServer server) {
    return new Service(server::start, server::listenAddress, server::run, server::drain);
  }

  static Service of(LocalProxy local) {
    return new Service(local::start, local::listenAddress, local::run, local::drain);
  }
}
