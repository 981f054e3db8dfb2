package io.culvert.net;

import io.culvert.runtime.carrier.Readiness;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** Connects a channel and tells why that failed. For the thread that connects. */
final class TcpConnect {
  private final SocketChannel channel;
  private final Readiness readiness;
  private final long startNanos = System.nanoTime();
  private boolean sent;

  TcpConnect(SocketChannel channel, Readiness readiness) {
    this.channel = channel;
    this.readiness = readiness;
  }

  /**
   * @throws ConnectFailedException if the connection could not be established
   * @throws java.nio.channels.ClosedChannelException if the channel was closed meanwhile
   */
  void to(InetSocketAddress address) throws IOException {
    try {
      boolean done = channel.connect(address);
      while (!done) {
        sent = true;
        readiness.await(SelectionKey.OP_CONNECT, Readiness.FOREVER);
        done = channel.finishConnect();
      }
    } catch (SocketException e) {
      throw new ConnectFailedException(failure(e, address), e);
    }
  }

  private ConnectFailure failure(SocketException e, InetSocketAddress address) {
    return sent
        ? ConnectFailure.delayed(e, Duration.ofNanos(System.nanoTime() - startNanos))
        : ConnectFailure.immediate(e, address.getAddress());
  }
}
