package io.culvert.outbound.direct;

import io.culvert.address.Endpoint;
import io.culvert.net.Datagrams;
import io.culvert.net.UdpSocket;
import io.culvert.proxy.DatagramDrop;
import io.culvert.proxy.Meters;
import io.culvert.runtime.Task;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Datagrams to and from many targets: one socket for all of them, so that every target sees the
 * same port (RFC 4787 section 4.1), and whatever comes to it is passed on with its true source. No
 * target can end it. One thread receives, another sends.
 */
final class DirectDatagrams implements Datagrams {
  private final UdpSocket socket;
  private final DatagramTargets targets;

  DirectDatagrams(UdpSocket socket, TargetAddresses addresses, Meters meters) {
    this.socket = socket;
    this.targets = new DatagramTargets(addresses, this::send, meters);
  }

  @Override
  public Endpoint receive(ByteBuffer to) throws IOException {
    return Endpoint.of(socket.receive(to));
  }

  @Override
  public void send(Endpoint target, ByteBuffer payload) throws InterruptedException {
    targets.pass(target, payload);
  }

  private DatagramDrop send(ByteBuffer data, InetSocketAddress to) {
    try {
      socket.send(data, to);
      return null;
    } catch (IOException e) {
      return DatagramDrop.NOT_SENT;
    }
  }

  @Override
  public List<Task> besides() {
    return List.of(targets::lookUp);
  }

  /** UDP has no error to tell. */
  @Override
  public void reset() {
    close();
  }

  @Override
  public void close() {
    socket.close();
  }
}
