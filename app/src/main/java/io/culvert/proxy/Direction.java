package io.culvert.proxy;

import io.culvert.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * One direction of a stream. {@link #copy} is for one thread, the rest for any.
 *
 * <p>The loop stands in a method without a handler: JDK-8389310 can make an exception skip a catch
 * block of a frame that was parked. Where a failure came from is told by state.
 */
public final class Direction {
  private final Connection from;
  private final Connection to;
  private final LongConsumer moved;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean writing;
  private volatile boolean done;

  /**
   * @param moved told how many octets were written
   */
  public Direction(Connection from, Connection to, LongConsumer moved) {
    this.from = from;
    this.to = to;
    this.moved = moved;
  }

  /** Copies until the clean end, and passes that on. */
  public void copy() throws IOException {
    for (ByteBuffer data = from.receive(); data != null; data = from.receive()) {
      int length = data.remaining();
      writing = true;
      to.write(data);
      writing = false;
      moved.accept(length);
    }
    writing = true;
    to.endOutput();
    writing = false;
    done = true;
  }

  /** Whether the clean end was passed on. */
  boolean isDone() {
    return done;
  }

  /** Whether the write failed, after {@link #copy} has; if not, the read did. */
  boolean failedToWrite() {
    return writing;
  }

  /** The leg that failed, after {@link #copy} has. */
  Connection failed() {
    return writing ? to : from;
  }

  /** Nothing moves in this direction any more. */
  void end() {
    ended.countDown();
  }

  void awaitEnd(Duration limit) throws InterruptedException {
    ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
