package io.culvert.proxy;

import io.culvert.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a client sends before its request is answered, for an outbound that can carry it right
 * behind the request. One thread brings the octets, others the connections, in any order: a request
 * that is repeated on another connection takes the octets along. No write is waited for by who
 * brings another connection.
 */
public final class EarlyData {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Connection> asked = new ArrayList<>(1);
  private final List<Connection> written = new ArrayList<>(1);
  private ByteBuffer octets;

  /** The client's first octets; they are not taken from the buffer, which must stay as it is. */
  void bring(ByteBuffer first) {
    List<Connection> waiting;
    lock.lock();
    try {
      octets = first.duplicate();
      waiting = List.copyOf(asked);
    } finally {
      lock.unlock();
    }
    for (Connection each : waiting) {
      try {
        write(each);
      } catch (IOException e) {
        // Whoever waits for the answer meets the same failure, and repeats the request or gives up.
      }
    }
  }

  /** The request was sent on this connection, and early octets may follow it. */
  public void follow(Connection newlyAsked) throws IOException {
    boolean brought;
    lock.lock();
    try {
      asked.add(newlyAsked);
      brought = octets != null;
    } finally {
      lock.unlock();
    }
    if (brought) {
      write(newlyAsked);
    }
  }

  private void write(Connection to) throws IOException {
    to.write(octets.duplicate());
    lock.lock();
    try {
      written.add(to);
    } finally {
      lock.unlock();
    }
  }

  /** Whether this connection has had the octets; for the thread that brought them. */
  boolean isWrittenTo(Connection one) {
    lock.lock();
    try {
      return written.contains(one);
    } finally {
      lock.unlock();
    }
  }
}
