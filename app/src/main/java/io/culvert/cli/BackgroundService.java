package io.culvert.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A service that runs in a thread of its own until closed. Not thread-safe. */
final class BackgroundService implements AutoCloseable {
  /** The longest wait for the service's end; after that, its thread ends with the process. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Service service;
  private final Thread thread;

  private BackgroundService(Service service, Thread thread) {
    this.service = service;
    this.thread = thread;
  }

  /** Binds the service's address and starts its thread. */
  static BackgroundService start(String name, Service service) throws IOException {
    service.start().run();
    return new BackgroundService(
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
