package io.culvert.local;

import io.culvert.address.AddressType;
import io.culvert.address.Ipv4;
import io.culvert.address.Ipv6;
import io.culvert.metrics.DatagramDrop;
import io.culvert.metrics.Metrics;
import io.culvert.net.Buffers;
import io.culvert.net.Encapsulation;
import io.culvert.net.TcpConnection;
import io.culvert.net.UdpSocket;
import io.culvert.relay.Relay;
import io.culvert.socks.UdpHeader;
import io.culvert.tunnel.TunnelStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One UDP association, RFC 1928 section 7, between the client's datagrams and the tunnel's. It ends
 * with the client's TCP connection, with the tunnel stream, or when no datagram moved for too long.
 * The owner's thread brings datagrams to the client.
 */
final class ClientAssociation {
  /** RSV and FRAG, in front of the address that a DATAGRAM record begins with. */
  private static final int RSV_FRAG_LENGTH = 3;

  /**
   * The client's side.
   *
   * @param tcp ends the association with its own end
   * @param encapsulation holds each datagram on its way
   */
  record Near(
      TcpConnection tcp, UdpSocket socket, ClientSource source, Encapsulation encapsulation) {}

  private final Near near;
  private final TunnelStream stream;
  private final Metrics metrics;

  ClientAssociation(Near near, TunnelStream stream, Metrics metrics) {
    this.near = near;
    this.stream = stream;
    this.metrics = metrics;
  }

  /** Blocks to the association's end; the socket is closed then, the stream is not. */
  IOException serve(String name) throws InterruptedException {
    return new Relay(this::abort)
        .runUntilOwnEnds(name, List.of(this::watchClient, this::upstream), this::downstream);
  }

  private void abort() {
    near.socket().close();
    near.tcp().close();
    stream.reset();
  }

  private void watchClient() throws IOException {
    TcpConnection client = near.tcp();
    for (ByteBuffer ignored = client.receive(); ignored != null; ignored = client.receive()) {
      ignored.position(ignored.limit());
    }
    stream.endOutput();
  }

  private void upstream() throws IOException, InterruptedException {
    byte[] array = Buffers.take();
    try {
      Relay.repeat(() -> passNext(ByteBuffer.wrap(array)));
    } finally {
      Buffers.give(array);
    }
  }

  private boolean passNext(ByteBuffer datagram) throws IOException {
    InetSocketAddress from = near.socket().receive(datagram);
    metrics.datagram(
        near.source().admits(from) ? open(datagram.flip()) : DatagramDrop.FOREIGN_SOURCE);
    return true;
  }

  private DatagramDrop open(ByteBuffer message) throws IOException {
    ByteBuffer datagram;
    try {
      datagram = near.encapsulation().unwrap(message);
    } catch (IOException e) {
      return DatagramDrop.MALFORMED;
    }
    return pass(datagram);
  }

  /** The record's body is the datagram without RSV and FRAG. */
  private DatagramDrop pass(ByteBuffer datagram) throws IOException {
    ByteBuffer data = datagram.duplicate();
    DatagramDrop wrong = read(data);
    if (wrong == null) {
      metrics.upstreamBytes().add(data.remaining());
      stream.writeDatagram(datagram.position(RSV_FRAG_LENGTH));
    }
    return wrong;
  }

  /** Leaves the buffer at DATA, or says why the datagram cannot be passed on. */
  private static DatagramDrop read(ByteBuffer datagram) {
    try {
      return UdpHeader.readFrom(datagram).frag() == 0 ? null : DatagramDrop.FRAGMENT;
    } catch (IOException e) {
      return DatagramDrop.MALFORMED;
    }
  }

  private void downstream() throws IOException, InterruptedException {
    byte[] array = Buffers.take();
    try {
      Relay.repeat(() -> deliverNext(ByteBuffer.wrap(array)));
    } finally {
      Buffers.give(array);
    }
  }

  private boolean deliverNext(ByteBuffer datagram) throws IOException {
    ByteBuffer body = stream.receiveDatagram();
    if (body == null) {
      return false;
    }
    metrics.datagram(deliver(body, datagram));
    return true;
  }

  private DatagramDrop deliver(ByteBuffer body, ByteBuffer datagram) {
    InetSocketAddress to = near.source().address();
    if (to == null) {
      return DatagramDrop.NO_RECEIVER;
    }
    if (RSV_FRAG_LENGTH + body.remaining() > UdpSocket.MAX_PAYLOAD_LENGTH) {
      return DatagramDrop.TOO_LARGE;
    }
    datagram.put(new byte[RSV_FRAG_LENGTH]).put(body).flip();
    int length = dataLength(datagram);
    try {
      near.socket().send(near.encapsulation().wrap(datagram), to);
      metrics.downstreamBytes().add(length);
      return null;
    } catch (IOException e) {
      return DatagramDrop.NOT_SENT;
    }
  }

  private static int dataLength(ByteBuffer datagram) {
    int address =
        datagram.get(RSV_FRAG_LENGTH) == AddressType.IPV4.code() ? Ipv4.LENGTH : Ipv6.LENGTH;
    return datagram.limit() - RSV_FRAG_LENGTH - 1 - address - 2;
  }
}
