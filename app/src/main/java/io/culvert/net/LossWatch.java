package io.culvert.net;

import java.io.IOException;
import java.util.function.Consumer;

/** Who is told of a connection's loss, at most once. Thread-safe. */
final class LossWatch {
  private static final Consumer<IOException> NOBODY = cause -> {};

  private volatile Consumer<IOException> watcher = NOBODY;

  void watch(Consumer<IOException> told) {
    watcher = told;
  }

  void unwatch() {
    watcher = NOBODY;
  }

  boolean isWatched() {
    return watcher != NOBODY;
  }

  void tell(IOException cause) {
    Consumer<IOException> told = watcher;
    watcher = NOBODY;
    told.accept(cause);
  }
}
