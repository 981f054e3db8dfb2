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
 * same port (RFC 4787 section 4.1). A datagram is passed on with its true source if the rules for
 * targets and the filtering admit that source. No target can end the association. One thread
 * receives, another sends.
 */
final class DirectDatagrams implements Datagrams {
  /**
   * The peers that one association may exchange datagrams with.
   *
   * @param asker whose share its look-ups count against
   */
  record Peers(TargetAddresses addresses, String asker, Contacts contacts) {}

  private final UdpSocket socket;
  private final Peers peers;
  private final Meters meters;
  private final DatagramTargets targets;

  DirectDatagrams(UdpSocket socket, Peers peers, Meters meters) {
    this.socket = socket;
    this.peers = peers;
    this.meters = meters;
    this.targets = new DatagramTargets(peers, this::send, meters);
  }

  @Override
  public Endpoint receive(ByteBuffer to) throws IOException, InterruptedException {
    int start = to.position();
    InetSocketAddress source = socket.receive(to);
    DatagramDrop dropped = refusal(source);
    while (dropped != null) {
      meters.datagramDropped(dropped);
      source = socket.receive(to.position(start));
      dropped = refusal(source);
    }
    return Endpoint.of(source);
  }

  /** Why a datagram from this source is dropped; null if it is accepted. */
  private DatagramDrop refusal(InetSocketAddress source) throws InterruptedException {
    if (!peers.addresses().rules().permits(source.getAddress(), source.getPort())) {
      return DatagramDrop.NOT_ALLOWED;
    }
    return peers.contacts().admits(source.getAddress()) ? null : DatagramDrop.UNSOLICITED;
  }

  @Override
  public void send(Endpoint target, ByteBuffer payload) throws InterruptedException {
    targets.pass(target, payload);
  }

  private DatagramDrop send(ByteBuffer data, InetSocketAddress to) {
    try {
      peers.contacts().sentTo(to.getAddress());
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
