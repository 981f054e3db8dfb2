package io.culvert.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * Moves bytes between heap buffers and a connected, non-blocking socket. On JDK 25 it does so
 * without the channel's copies; JDK 21 has no way to give the heap's memory to a system call.
 */
final class SocketTransfer implements Closeable {
  private final SocketChannel channel;

  SocketTransfer(SocketChannel channel) {
    this.channel = channel;
  }

  /** Whether bytes move without a copy. */
  static boolean isDirect() {
    return false;
  }

  /**
   * One read of what is there, into a buffer with room.
   *
   * @return how many bytes; 0 if none are there yet, -1 at the end of the stream
   */
  int read(ByteBuffer to) throws IOException {
    return channel.read(to);
  }

  /**
   * One write of as much as the socket takes.
   *
   * @return how many bytes; 0 if the socket has no room now
   */
  int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
