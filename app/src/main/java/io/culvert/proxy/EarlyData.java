package io.culvert.proxy;

import io.culvert.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a client sends before its request is answered, for an outbound that can carry it right
 * behind the request. One thread brings the octets, another the connection, in either order; a
 * request that is repeated on another connection takes the octets along.
 */
public final class EarlyData {
  private final ReentrantLock lock = new ReentrantLock();
  private ByteBuffer octets;
  private Connection connection;
  private boolean written;

  /** The client's first octets; they are not taken from the buffer, which must stay as it is. */
  void bring(ByteBuffer first) {
    lock.lock();
    try {
      octets = first.duplicate();
      write();
    } catch (IOException e) {
      // Whoever waits for the answer meets the same failure, and repeats the request or gives up.
    } finally {
      lock.unlock();
    }
  }

  /** The request was sent on this connection, and early octets may follow it. */
  public void follow(Connection asked) throws IOException {
    lock.lock();
    try {
      connection = asked;
      write();
    } finally {
      lock.unlock();
    }
  }

  private void write() throws IOException {
    if (octets != null && connection != null) {
      written = false;
      connection.write(octets.duplicate());
      written = true;
    }
  }

  /** Whether the connection that was asked last has had the octets. */
  boolean isWritten() {
    lock.lock();
    try {
      return written;
    } finally {
      lock.unlock();
    }
  }
}
