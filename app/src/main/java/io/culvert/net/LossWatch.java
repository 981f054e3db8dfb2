package io.culvert.net;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Who is told of a connection's loss, at most once. Thread-safe. */
final class LossWatch {
  private static final Consumer<IOException> NOBODY = cause -> {};

  private final AtomicReference<Consumer<IOException>> watcher = new AtomicReference<>(NOBODY);

  void watch(Consumer<IOException> told) {
    watcher.set(told);
  }

  void unwatch() {
    watcher.set(NOBODY);
  }

  boolean isWatched() {
    return watcher.get() != NOBODY;
  }

  void tell(IOException cause) {
    watcher.getAndSet(NOBODY).accept(cause);
  }
}
