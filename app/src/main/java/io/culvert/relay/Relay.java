package io.culvert.relay;

import io.culvert.net.Connection;
import io.culvert.scope.TaskScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/**
 * Copies between two connections, each direction in a virtual thread of one scope. A clean end of
 * one direction is passed on as a clean end, and the other goes on; a failure of either leg is a
 * reset of both.
 *
 * <p>The copy loop stands in a method without a handler, and clean-up is left to the owner of both
 * connections: JDK-8389310 can make an exception skip a catch block of a loop that was compiled on
 * the stack of a virtual thread.
 */
public final class Relay {
  /** Which leg broke, and how. */
  public record Failure(Connection leg, IOException cause) {}

  private final Connection near;
  private final Connection far;
  private final AtomicReference<Failure> failure = new AtomicReference<>();

  public Relay(Connection near, Connection far) {
    this.near = near;
    this.far = far;
  }

  /**
   * Blocks until both directions have ended, and then returns or throws with no thread left behind.
   * Closes neither connection.
   *
   * @param upstream counts the bytes from near to far
   * @param downstream counts the bytes from far to near
   * @return the first failure, or null if both directions ended cleanly
   */
  public Failure run(String name, LongConsumer upstream, LongConsumer downstream)
      throws InterruptedException {
    try {
      TaskScope.runAll(
          name, List.of(() -> direct(near, far, upstream), () -> direct(far, near, downstream)));
    } catch (IOException e) {
      failed(near, e);
    }
    return failure.get();
  }

  private void direct(Connection from, Connection to, LongConsumer bytes) {
    var direction = new Direction(from, to, bytes);
    try {
      direction.copy();
    } catch (IOException e) {
      failed(direction.writing ? to : from, e);
    }
  }

  private void failed(Connection leg, IOException cause) {
    failure.compareAndSet(null, new Failure(leg, cause));
    near.reset();
    far.reset();
  }

  private static final class Direction {
    private final Connection from;
    private final Connection to;
    private final LongConsumer bytes;
    private boolean writing;

    Direction(Connection from, Connection to, LongConsumer bytes) {
      this.from = from;
      this.to = to;
      this.bytes = bytes;
    }

    void copy() throws IOException {
      for (ByteBuffer data = from.receive(); data != null; data = from.receive()) {
        int length = data.remaining();
        writing = true;
        to.write(data);
        writing = false;
        bytes.accept(length);
      }
      writing = true;
      to.endOutput();
    }
  }
}
