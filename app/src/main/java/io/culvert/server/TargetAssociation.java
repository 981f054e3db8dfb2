package io.culvert.server;

import io.culvert.address.Endpoint;
import io.culvert.metrics.DatagramDrop;
import io.culvert.metrics.Metrics;
import io.culvert.net.Buffers;
import io.culvert.net.UdpSocket;
import io.culvert.relay.Relay;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One UDP association between the tunnel's datagrams and many targets: one socket for all of them,
 * so that every target sees the same port (RFC 4787 section 4.1), and whatever comes to it goes
 * back with its true source. No target can end it. The owner's thread brings datagrams to targets.
 */
final class TargetAssociation {
  /** In front of a datagram from a target, for the longest form of its address: ATYP 1, 16, 2. */
  private static final int ADDRESS_ROOM = 19;

  private final TunnelStream stream;
  private final UdpSocket socket;
  private final DatagramTargets targets;
  private final Metrics metrics;

  TargetAssociation(
      TunnelStream stream, UdpSocket socket, TargetAddresses addresses, Metrics metrics) {
    this.stream = stream;
    this.socket = socket;
    this.targets = new DatagramTargets(addresses, this::send, metrics);
    this.metrics = metrics;
  }

  /** Blocks to the association's end; the socket is closed then, the stream is not. */
  IOException serve(String name) throws InterruptedException {
    return new Relay(this::abort)
        .runUntilOwnEnds(name, List.of(this::downstream, targets::lookUp), this::upstream);
  }

  private void abort() {
    socket.close();
    stream.reset();
  }

  private void upstream() throws IOException, InterruptedException {
    Relay.repeat(this::passNext);
    stream.endOutput();
  }

  private boolean passNext() throws IOException, InterruptedException {
    ByteBuffer datagram = stream.receiveDatagram();
    if (datagram == null) {
      return false;
    }
    Endpoint target = Endpoint.readFrom(datagram);
    metrics.upstreamBytes().add(datagram.remaining());
    targets.pass(target, datagram);
    return true;
  }

  private DatagramDrop send(ByteBuffer data, InetSocketAddress to) {
    try {
      socket.send(data, to);
      return null;
    } catch (IOException e) {
      return DatagramDrop.NOT_SENT;
    }
  }

  private void downstream() throws IOException, InterruptedException {
    byte[] array = Buffers.take();
    try {
      Relay.repeat(() -> fetchNext(ByteBuffer.wrap(array).position(ADDRESS_ROOM)));
    } finally {
      Buffers.give(array);
    }
  }

  private boolean fetchNext(ByteBuffer body) throws IOException {
    InetSocketAddress from = socket.receive(body);
    metrics.downstreamBytes().add(body.position() - ADDRESS_ROOM);
    stream.writeDatagram(behindAddress(from, body.flip()));
    return true;
  }

  /** The payload stands at {@link #ADDRESS_ROOM}; the source goes right in front of it. */
  private static ByteBuffer behindAddress(InetSocketAddress from, ByteBuffer body) {
    byte[] address = Endpoint.of(from).octets();
    int start = ADDRESS_ROOM - address.length;
    return body.put(start, address).position(start);
  }
}
