package io.culvert.relay;

import io.culvert.net.Connection;
import io.culvert.runtime.Task;
import io.culvert.runtime.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The two directions of one stream, side by side: one in the thread that calls {@link #run}, the
 * other in a virtual thread of its scope. A clean end of one direction is passed on as a clean end,
 * and the other goes on; a failure of either aborts both.
 *
 * <p>The copy loop stands in a method without a handler, and clean-up is left to the owner of both
 * connections: JDK-8389310 can make an exception skip a catch block of a loop that was compiled on
 * the stack of a virtual thread.
 */
public final class Relay {
  private static final int STEPS_OF_A_TURN = 32;

  private final Runnable abort;
  private Throwable failure;

  /**
   * @param abort resets whatever legs the stream has by then, so that both directions come to an
   *     end; may be called twice
   */
  public Relay(Runnable abort) {
    this.abort = abort;
  }

  /**
   * Blocks until both directions have ended, and then returns or throws with no thread left behind.
   * Closes no connection. When {@code own} has failed, {@code forked} is interrupted.
   *
   * @return the first failure, or null if both directions ended cleanly
   */
  public IOException run(String name, Task forked, Task own) throws InterruptedException {
    try (var scope = TaskScope.open(name)) {
      scope.fork(name, () -> direct(forked));
      if (direct(own)) {
        scope.join();
      }
    }
    return failure();
  }

  /**
   * The same for a stream that ends when its owner's direction does: what was forked is interrupted
   * then.
   */
  public IOException runUntilOwnEnds(String name, List<Task> forked, Task own)
      throws InterruptedException {
    try (var scope = TaskScope.open(name)) {
      forked.forEach(task -> scope.fork(name, () -> direct(task)));
      direct(own);
      return failure();
    }
  }

  private boolean direct(Task direction) throws InterruptedException {
    try {
      direction.run();
      return true;
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
      abort.run();
      return false;
    }
  }

  private synchronized void failed(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  private synchronized IOException failure() {
    return switch (failure) {
      case null -> null;
      case IOException e -> e;
      case RuntimeException bug -> throw bug;
      case Error bug -> throw bug;
      case Throwable other -> throw new IllegalStateException(other);
    };
  }

  /** One step of a loop; false if it was the last. */
  @FunctionalInterface
  public interface Step {
    boolean take() throws IOException, InterruptedException;
  }

  /**
   * Takes steps until the last, in turns: for loops that are seldom begun and run long. Without
   * on-stack replacement a method that began interpreted stays so until it is called again, and an
   * interpreted frame is slow to park; a turn is called again soon.
   */
  public static void repeat(Step step) throws IOException, InterruptedException {
    while (turn(step)) {}
  }

  private static boolean turn(Step step) throws IOException, InterruptedException {
    for (int i = 0; i < STEPS_OF_A_TURN; i++) {
      if (!step.take()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Copies until the clean end of {@code from}, and passes that on.
   *
   * @param bytes counts what was copied
   */
  public static void copy(Connection from, Connection to, LongConsumer bytes) throws IOException {
    for (ByteBuffer data = from.receive(); data != null; data = from.receive()) {
      int length = data.remaining();
      to.write(data);
      bytes.accept(length);
    }
    to.endOutput();
  }
}
