package io.culvert.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * The system's calls that move bytes, by way of the channel: JDK 21 has no way to give them the
 * heap's memory.
 */
final class SocketCalls {
  private final SocketChannel channel;

  SocketCalls(SocketChannel channel) {
    this.channel = channel;
  }

  /** Whether bytes move without a copy. */
  static boolean isDirect() {
    return false;
  }

  /** See {@link SocketTransfer#read}. */
  int read(ByteBuffer to) throws IOException {
    return channel.read(to);
  }

  /** See {@link SocketTransfer#write}. */
  int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  /** Whether a call failed because the stream that it wrote to had ended. */
  static boolean isBrokenPipe(IOException e) {
    return "Broken pipe".equals(e.getMessage());
  }
}
