package io.culvert.net;

import io.culvert.runtime.carrier.Readiness;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** The outgoing direction of a TCP connection. For one thread at a time. */
final class TcpOutput {
  private final SocketChannel channel;
  private final SocketTransfer transfer;
  private final Readiness readiness;
  private final TimeLimits limits;
  private volatile boolean writing;

  TcpOutput(
      SocketChannel channel, SocketTransfer transfer, Readiness readiness, TimeLimits limits) {
    this.channel = channel;
    this.transfer = transfer;
    this.readiness = readiness;
    this.limits = limits;
  }

  /**
   * Blocks until all is written. After a failed write, for example one that was interrupted, all
   * later writes fail: the peer must not receive bytes that follow a gap.
   */
  void write(ByteBuffer data) throws IOException {
    try {
      check();
      writing = true;
      writeAll(data);
      writing = false;
    } catch (ClosedChannelException e) {
      throw limits.failure(e);
    }
  }

  private void check() throws IOException {
    if (writing) {
      readiness.begin(); // Throws the reason if the connection is closed.
      throw new SocketException("an earlier write was cut short");
    }
  }

  private void writeAll(ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      readiness.begin();
      if (transfer.write(data) == 0) {
        readiness.await(SelectionKey.OP_WRITE, Readiness.FOREVER);
      } else {
        limits.moved();
      }
    }
  }

  void end() throws IOException {
    try {
      check();
      channel.shutdownOutput();
    } catch (ClosedChannelException e) {
      throw limits.failure(e);
    }
  }
}
