package io.culvert.runtime;

import java.io.IOException;

/** A blocking task, run by one virtual thread of a {@link TaskScope}. */
@FunctionalInterface
public interface Task {
  void run() throws IOException, InterruptedException;
}
