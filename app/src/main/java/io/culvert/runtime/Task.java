package io.culvert.runtime;

import java.io.IOException;

/** A blocking piece of work that one virtual thread of a {@link TaskScope} runs. */
@FunctionalInterface
public interface Task {
  void run() throws IOException, InterruptedException;
}
