package io.culvert.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** Options of a TCP connection. A connection that was closed meanwhile is left as it is. */
final class TcpOptions {
  private TcpOptions() {}

  /** Enables keep-alive: a peer that is gone is detected after 85 s without a packet from it. */
  static void keepAlive(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 45);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
      channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
    } catch (IOException e) {
      // The connection was closed meanwhile.
    }
  }

  /**
   * @param seconds 0 makes the close a reset; -1 lets the system deliver all written bytes
   */
  static void linger(SocketChannel channel, int seconds) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, seconds);
    } catch (IOException e) {
      // The connection was closed meanwhile.
    }
  }
}
