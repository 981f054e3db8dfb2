package io.culvert.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A service that serves in a thread of its own until closed. Started and closed by one thread. */
final class RunningService implements AutoCloseable {
  /** What is left of a service after this time ends with the process. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Service service;
  private final Thread thread;

  private RunningService(Service service, Thread thread) {
    this.service = service;
    this.thread = thread;
  }

  /** Binds and begins to serve. */
  static RunningService start(String name, Service service) throws IOException {
    service.start().run();
    return new RunningService(
        service, Thread.ofPlatform().name(name).daemon().start(() -> serve(service)));
  }

  private static void serve(Service service) {
    try {
      service.serve();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the thread ends here
    }
  }

  InetSocketAddress address() throws IOException {
    return service.address().get();
  }

  @Override
  public void close() {
    service.drain().accept(Duration.ZERO);
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
