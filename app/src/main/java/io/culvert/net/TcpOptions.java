package io.culvert.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** Options of a TCP connection that may be closed by then: it needs none of them any more. */
final class TcpOptions {
  private TcpOptions() {}

  /** Notices a peer that is gone after two minutes without a word from it. */
  static void keepAlive(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 60);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 15);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
    } catch (IOException e) {
      // Closed meanwhile.
    }
  }

  /**
   * @param seconds 0 to make the close a reset, -1 to have the system deliver all that was written
   */
  static void linger(SocketChannel channel, int seconds) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, seconds);
    } catch (IOException e) {
      // Already closed: there is nothing left to say to the peer.
    }
  }
}
