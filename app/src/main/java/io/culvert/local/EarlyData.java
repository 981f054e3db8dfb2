package io.culvert.local;

import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What an optimistic client sent before the server's REPLY: it travels right behind OPEN, and again
 * where OPEN must be repeated. One thread brings the octets, another the stream, in either order.
 */
final class EarlyData {
  private final ReentrantLock lock = new ReentrantLock();
  private ByteBuffer octets;
  private TunnelStream stream;

  /** The client's first octets; they are not taken from the buffer. */
  void send(ByteBuffer first) {
    lock.lock();
    try {
      octets = first.duplicate();
      if (stream != null) {
        stream.write(octets.duplicate());
      }
    } catch (IOException e) {
      // Who waits for the REPLY sees the same, and opens another stream or gives up.
    } finally {
      lock.unlock();
    }
  }

  /** OPEN was sent on this stream, and early octets may follow it. */
  void follow(TunnelStream opened) throws IOException {
    lock.lock();
    try {
      stream = opened;
      if (octets != null) {
        stream.write(octets.duplicate());
      }
    } finally {
      lock.unlock();
    }
  }
}
