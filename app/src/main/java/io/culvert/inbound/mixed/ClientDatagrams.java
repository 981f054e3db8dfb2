package io.culvert.inbound.mixed;

import io.culvert.address.Endpoint;
import io.culvert.net.Connection;
import io.culvert.net.Datagrams;
import io.culvert.net.Encapsulation;
import io.culvert.net.UdpSocket;
import io.culvert.proxy.DatagramDrop;
import io.culvert.proxy.Meters;
import io.culvert.runtime.Task;
import io.culvert.socks.UdpHeader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The datagrams of one client, RFC 1928 section 7. They end with the client's TCP connection. One
 * thread receives, another sends.
 */
final class ClientDatagrams implements Datagrams {
  /** RSV and FRAG, in front of the address that stands in front of DATA. */
  private static final int RSV_FRAG_LENGTH = 3;

  private final Connection tcp;
  private final UdpSocket socket;
  private final ClientEndpoint client;
  private final Encapsulation encapsulation;
  private final Meters meters;

  /**
   * @param tcp its end ends the datagrams
   * @param meters told of datagrams that are dropped
   */
  ClientDatagrams(
      Connection tcp,
      UdpSocket socket,
      ClientEndpoint client,
      Encapsulation encapsulation,
      Meters meters) {
    this.tcp = tcp;
    this.socket = socket;
    this.client = client;
    this.encapsulation = encapsulation;
    this.meters = meters;
  }

  /** Where the client is to send to. */
  Endpoint bound() throws IOException {
    return Endpoint.of(socket.localAddress());
  }

  @Override
  public Endpoint receive(ByteBuffer to) throws IOException {
    Endpoint target = null;
    while (target == null) {
      target = receiveOne(to);
    }
    return target;
  }

  /** Null if the datagram was dropped. */
  private Endpoint receiveOne(ByteBuffer to) throws IOException {
    int start = to.position();
    // The header stands where the headroom is, so that DATA begins behind it.
    ByteBuffer message = to.duplicate().position(start - HEADROOM);
    InetSocketAddress from = socket.receive(message);
    if (!client.admits(from)) {
      return dropped(DatagramDrop.FOREIGN_SOURCE);
    }
    message.flip().position(start - HEADROOM);
    Endpoint target = open(message, to);
    if (target != null && client.follow(from)) {
      meters.associationMoved();
    }
    return target;
  }

  private Endpoint open(ByteBuffer message, ByteBuffer to) {
    UdpHeader header;
    ByteBuffer datagram;
    try {
      datagram = encapsulation.unwrap(message);
      header = UdpHeader.readFrom(datagram);
    } catch (IOException e) {
      return dropped(DatagramDrop.MALFORMED);
    }
    if (header.frag() != 0) {
      return dropped(DatagramDrop.FRAGMENT);
    }
    to.put(datagram);
    return header.endpoint();
  }

  @Override
  public void send(Endpoint source, ByteBuffer payload) {
    InetSocketAddress to = client.address();
    byte[] address = source.octets();
    int start = payload.position() - address.length - RSV_FRAG_LENGTH;
    if (to == null) {
      dropped(DatagramDrop.NO_RECEIVER);
    } else if (payload.limit() - start > UdpSocket.MAX_PAYLOAD_LENGTH) {
      dropped(DatagramDrop.TOO_LARGE);
    } else {
      payload.put(start, new byte[RSV_FRAG_LENGTH]).put(start + RSV_FRAG_LENGTH, address);
      send(payload.position(start), to);
    }
  }

  private void send(ByteBuffer datagram, InetSocketAddress to) {
    try {
      socket.send(encapsulation.wrap(datagram), to);
    } catch (IOException e) {
      dropped(DatagramDrop.NOT_SENT);
    }
  }

  private Endpoint dropped(DatagramDrop reason) {
    meters.datagramDropped(reason);
    return null;
  }

  /** The association ends with the client's TCP connection, which says nothing meanwhile. */
  @Override
  public List<Task> besides() {
    return List.of(tcp::discard);
  }

  /** The client's TCP connection tells of the error. */
  @Override
  public void reset() {
    socket.close();
    tcp.reset();
  }

  @Override
  public void close() {
    socket.close();
    tcp.close();
  }
}
